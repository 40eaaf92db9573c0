using System.CommandLine;

namespace VitMlNet.Cli;

/// <summary>The arguments and options that the commands of jobs share.</summary>
internal static class JobOptions
{
    public static Argument<string> Job() => new("JOB")
    {
        Description = "Where the job is: a folder that all machines see, or az://CONTAINER/JOB, s3://BUCKET/JOB.",
    };

    public static Option<string> Queue() => new("--queue")
    {
        Description = "The broker, a NATS server with JetStream. Credentials come from NATS_CREDS, or NATS_USER and NATS_PASSWORD, or NATS_TOKEN.",
        HelpName = "nats://HOST:4222",
        Required = true,
    };

    public static Option<string> Model() => new("--model")
    {
        Description = "The plan's model on this machine. Default: it is fetched from the job, once for each machine.",
        HelpName = "FILE.onnx",
    };

    public static Option<int?> Threads() => new Option<int?>("--threads")
    {
        Description = "The threads of one call of the model. Default: what is fastest.",
        HelpName = "N",
    }.AtLeastOne();

    /// <summary>The stores that the tool knows; what is tried again is shown.</summary>
    public static VitObjectStores Stores(ToolConsole console)
    {
        var stores = new VitObjectStores().AddAzure().AddS3();
        stores.Retrying += console.Message;
        return stores;
    }
}
