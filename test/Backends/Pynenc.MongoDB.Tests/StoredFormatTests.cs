using System.Runtime.CompilerServices;
using MongoDB.Bson;
using MongoDB.Driver;
using Pynenc.Backend;

namespace Pynenc.MongoDB.Tests;

/// <summary>What lies in the database is public: a change must be seen in review, and comes with a migration.</summary>
public sealed class StoredFormatTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void The_collections_and_indexes_are_the_approved_ones()
    {
        IEnumerable<string> lines =
            from plan in IndexPlan.All
            orderby plan.Collection, plan.Name
            let only = plan.Only is null ? "" : $" only {plan.Only}"
            let expiry = plan.ExpireAfter is { } time ? $" expires after {time}" : ""
            select $"{plan.Collection}: {plan.Name} ({string.Join(", ", plan.Keys.Names)}){only}{expiry}";
        Matches("indexes.txt", $"version {Migrator.Newest}\n\n{string.Join("\n", lines)}\n");
    }

    [Fact]
    public async Task The_fields_are_the_approved_ones()
    {
        await using MongoApp it = await MongoApp.OpenAsync();
        await StoreEverythingAsync(it, it.App);
        PynencApp composed = await it.OpenAgainAsync(o => o.AppId("other"), isColocated: false);
        await composed.State.Invocations.PublishAsync([Records.New()], Token);
        using IAsyncCursor<string> names = await it.Database.ListCollectionNamesAsync(cancellationToken: Token);
        var seen = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (string name in await names.ToListAsync(Token))
        {
            foreach (BsonDocument document in await it.AllAsync(name))
            {
                Add(seen, name, document);
            }
        }

        Matches("fields.txt", string.Concat(seen.Select(c => $"{c.Key}\n{string.Concat(c.Value.Select(f => $"  {f}\n"))}")));
    }

    private static async Task StoreEverythingAsync(MongoApp it, PynencApp app)
    {
        InvocationRecord full = Records.New(200_000) with
        {
            Parent = InvocationId.New(), Workflow = InvocationId.New(), RegisteredBy = RunnerId.New(), NotBefore = DateTimeOffset.UnixEpoch, Lane = "tenant",
            Concurrency = new ConcurrencyLimit("limit", 1), Rate = new RateLimit("rate", 5, TimeSpan.FromDays(1)),
            Reservation = new Reservation("mine", ReservationEnd.Ended), Contents = [ContentKey.Of("x"u8)],
        };
        InvocationRecord waiter = Records.New();
        InvocationRecord second = Records.New() with { Concurrency = new ConcurrencyLimit("limit", 1) };
        InvocationRecord rated = Records.New() with { Rate = new RateLimit("slow", 1, TimeSpan.FromDays(1)) };
        InvocationRecord rated2 = rated with { Id = InvocationId.New() };
        await app.State.Invocations.PublishAsync([full, waiter, second, rated, rated2], Token);
        RunnerId runner = await it.RunnerAsync();
        Fence fence = await it.ClaimedAsync(runner, full.Id);
        foreach (InvocationRecord blocked in new[] { second, rated, rated2 })
        {
            await app.State.Invocations.ClaimAsync(new ClaimRequest(runner, [blocked.Id], DateTimeOffset.UnixEpoch), Token);
        }

        TransitionRequest end = Records.Move(full.Id, fence, InvocationStatus.Running, InvocationStatus.Success) with { Payload = new byte[200_000] };
        await app.State.Invocations.TransitionAsync([end], Token);
        Fence waiting = await it.ClaimedAsync(runner, waiter.Id);
        await app.State.Invocations.TransitionAsync([Records.Move(waiter.Id, waiting, InvocationStatus.Running)], Token);
        await app.State.Invocations.WaitAsync(new WaitRequest(waiter.Id, waiting, [second.Id], KeepEarlier: false, DateTimeOffset.UnixEpoch), Token);
        using var content = new MemoryStream("x"u8.ToArray());
        await app.State.ClientData!.PutAsync(ContentKey.Of("x"u8), content, Token);
        await app.Broker.RouteAsync([new Route(InvocationId.New(), Lane: "tenant"), new Route(InvocationId.New())], Token);
        await app.Broker.ReceiveAsync(new ReceiveRequest([], 1, TimeSpan.FromMinutes(1), TimeSpan.Zero), Token);
        await LongHistoryTests.GrowAsync(it, 3 * History.MostBytes);
    }

    private static void Add(SortedDictionary<string, SortedSet<string>> seen, string collection, BsonDocument document)
    {
        if (!seen.TryGetValue(collection, out SortedSet<string>? fields))
        {
            seen.Add(collection, fields = new SortedSet<string>(StringComparer.Ordinal));
        }

        foreach (BsonElement element in document)
        {
            fields.Add($"{element.Name}: {Describe(element.Value)}");
        }
    }

    private static string Describe(BsonValue value) => value switch
    {
        BsonArray { Count: > 0 } array when array[0] is BsonDocument => $"array of {{ {string.Join(", ", array.SelectMany(d => d.AsBsonDocument.Names).Distinct().Order(StringComparer.Ordinal))} }}",
        BsonArray { Count: > 0 } array => $"array of {array[0].BsonType}",
        BsonDocument document when document.Contains(Field.Chunks) => $"{{ {string.Join(", ", document.Names)} }}",
        BsonDocument => "document",
        BsonBinaryData binary => binary.SubType.ToString(),
        _ => value.BsonType.ToString(),
    };

    private static void Matches(string file, string seen, [CallerFilePath] string caller = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(caller)!, "approved", file);
        if (Environment.GetEnvironmentVariable("PYNENC_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, seen);
            return;
        }

        Assert.True(File.Exists(path), $"{path} is missing. Run with PYNENC_UPDATE_GOLDEN=1 to write it.");
        Assert.Equal(File.ReadAllText(path), seen);
    }
}
