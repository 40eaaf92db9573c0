return await VitMlNet.Cli.Tool.RunAsync(args);
