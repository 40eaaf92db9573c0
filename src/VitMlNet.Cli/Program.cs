using VitMlNet.Cli;

return OpenFileLimit.IsEnough() ? await Tool.RunAsync(args) : ExitCodes.Failure;
