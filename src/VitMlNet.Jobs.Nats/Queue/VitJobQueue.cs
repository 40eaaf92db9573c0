using System.Text.RegularExpressions;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using NATS.Net;

namespace VitMlNet;

/// <summary>A queue of shards in NATS JetStream. Thread-safe.</summary>
/// <remarks>
/// The stream <c>VITMLNET</c> keeps a message for each shard until a worker has acknowledged it, on the broker's disk. Nothing depends on
/// it for the result: a queue that is lost is filled again by another submission, of the shards that have no part.
/// </remarks>
public sealed partial class VitJobQueue : IAsyncDisposable
{
    private const string Stream = "VITMLNET";
    private const string Subjects = "vitmlnet.shards";
    private const int MessagesAtOnce = 1000;

    private readonly NatsConnection _connection;
    private readonly NatsJSContext _jetStream;

    /// <summary>Names a queue; nothing is connected yet.</summary>
    /// <param name="address">
    /// The broker: <c>nats://host:4222</c>, several with commas between them. Credentials are those of the environment variables that NATS's own
    /// tools read: <c>NATS_CREDS</c> (a file), or <c>NATS_USER</c> and <c>NATS_PASSWORD</c>, or <c>NATS_TOKEN</c>.
    /// </param>
    public VitJobQueue(string address)
    {
        ArgumentException.ThrowIfNullOrEmpty(address);
        Address = UserInfo().Replace(address, "$1");
        _connection = new NatsConnection(new NatsOpts
        {
            Url = address,
            Name = "vitmlnet",
            AuthOpts = new NatsAuthOpts
            {
                CredsFile = Environment.GetEnvironmentVariable("NATS_CREDS"),
                Username = Environment.GetEnvironmentVariable("NATS_USER"),
                Password = Environment.GetEnvironmentVariable("NATS_PASSWORD"),
                Token = Environment.GetEnvironmentVariable("NATS_TOKEN"),
            },
            RequestTimeout = TimeSpan.FromSeconds(10),
            ConnectTimeout = TimeSpan.FromSeconds(5),
            ReconnectWaitMax = TimeSpan.FromSeconds(3),
        });
        _jetStream = new NatsJSContext(_connection);
    }

    /// <summary>The broker's address, without credentials.</summary>
    public string Address { get; }

    /// <summary>Puts a message for each shard without a result into the queue.</summary>
    /// <param name="job">The job.</param>
    /// <param name="cancellationToken">Ends the call early; what is in the queue stays.</param>
    /// <returns>The number of shards that were submitted.</returns>
    /// <exception cref="VitJobQueueException">The broker cannot be reached, or refuses.</exception>
    /// <exception cref="VitObjectStoreException">The job's store cannot be reached.</exception>
    public async Task<int> SubmitAsync(VitJob job, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        IReadOnlyList<int> open = await job.FindOpenShardsAsync(cancellationToken).ConfigureAwait(false);
        if (open.Count == 0)
            return 0;
        try
        {
            await CreateStreamAsync(cancellationToken).ConfigureAwait(false);
            int generation = await job.StartSubmissionAsync(open.Count, cancellationToken).ConfigureAwait(false);
            foreach (int[] shards in open.Chunk(MessagesAtOnce))
                await Task.WhenAll(shards.Select(shard => PublishAsync(job, shard, generation, cancellationToken))).ConfigureAwait(false);
            return open.Count;
        }
        catch (Exception e) when (IsOfBroker(e, cancellationToken))
        {
            throw new VitJobQueueException(
                $"the shards cannot be submitted: {e.Message} Check that a broker with JetStream runs there (nats-server -js); submit again for the "
                    + $"rest.", Address, e);
        }
    }

    /// <summary>Ends the connection.</summary>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    /// <summary>Creates the stream and the workers' consumer where they are absent, as after the loss of the broker's data.</summary>
    internal async Task<INatsJSConsumer> OpenConsumerAsync(string version, TimeSpan lease, CancellationToken cancellationToken)
    {
        await CreateStreamAsync(cancellationToken).ConfigureAwait(false);
        return await _jetStream.CreateOrUpdateConsumerAsync(
            Stream,
            new ConsumerConfig($"workers-{Token(version)}")
            {
                FilterSubject = $"{Subjects}.{Token(version)}",
                AckPolicy = ConsumerConfigAckPolicy.Explicit,
                AckWait = lease,
                MaxDeliver = ShardAttempts.Most,
                MaxAckPending = 100_000,
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether an error comes from the broker or the connection to it, and may pass.</summary>
    internal static bool IsOfBroker(Exception exception, CancellationToken cancellationToken) =>
        exception is NatsException or IOException or System.Net.Sockets.SocketException or TimeoutException
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private async Task CreateStreamAsync(CancellationToken cancellationToken) => await _jetStream.CreateOrUpdateStreamAsync(
        new StreamConfig(Stream, [Subjects + ".>"]) { Retention = StreamConfigRetention.Workqueue, Storage = StreamConfigStorage.File },
        cancellationToken).ConfigureAwait(false);

    // The message's id keeps a message that is sent twice from being queued twice; the next submission has other ids.
    private async Task PublishAsync(VitJob job, int shard, int generation, CancellationToken cancellationToken)
    {
        byte[] content = new ShardMessage(job.Address, job.Plan.Id, shard, generation).ToBytes();
        PubAckResponse answer = await _jetStream.PublishAsync(
            $"{Subjects}.{Token(job.Plan.LibraryVersion)}",
            content,
            opts: new NatsJSPubOpts { MsgId = $"{job.Plan.Id}/{generation}/{shard}", RetryAttempts = 5 },
            cancellationToken: cancellationToken).ConfigureAwait(false);
        answer.EnsureSuccess();
    }

    // Workers of another version never see the message: a name between dots has no dot.
    private static string Token(string version) => NotOfToken().Replace(version, "_");

    [GeneratedRegex("([a-z]+://)[^/@,]*@")]
    private static partial Regex UserInfo();

    [GeneratedRegex("[^A-Za-z0-9-]")]
    private static partial Regex NotOfToken();
}
