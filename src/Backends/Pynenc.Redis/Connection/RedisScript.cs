using System.Security.Cryptography;
using System.Text;

namespace Pynenc.Redis;

/// <summary>One script: one verb of the protocol as one atomic step on the server.</summary>
internal sealed class RedisScript
{
    private RedisScript(string name)
    {
        Name = name;
        Text = ScriptText.Of(name);
#pragma warning disable CA5350 // The server names scripts by their SHA-1; nothing is kept secret by it.
        Hash = SHA1.HashData(Encoding.UTF8.GetBytes(Text));
#pragma warning restore CA5350
    }

    public static RedisScript Publish { get; } = new("publish");

    public static RedisScript Claim { get; } = new("claim");

    public static RedisScript Take { get; } = new("take");

    public static RedisScript Transition { get; } = new("transition");

    public static RedisScript Wait { get; } = new("wait");

    public static RedisScript Register { get; } = new("register");

    public static RedisScript Renew { get; } = new("renew");

    public static RedisScript Unregister { get; } = new("unregister");

    public static RedisScript Expire { get; } = new("expire");

    public static RedisScript Promote { get; } = new("promote");

    public static RedisScript Prune { get; } = new("prune");

    public static RedisScript Delete { get; } = new("delete");

    public static RedisScript Concurrency { get; } = new("concurrency");

    public static RedisScript Orphans { get; } = new("orphans");

    public static RedisScript Unrouted { get; } = new("unrouted");

    public static RedisScript Stalled { get; } = new("stalled");

    public static RedisScript Parked { get; } = new("parked");

    public static RedisScript Page { get; } = new("page");

    public static RedisScript Adopt { get; } = new("adopt");

    public static RedisScript Purge { get; } = new("purge");

    public static RedisScript PurgeRest { get; } = new("purge_rest");

    public static RedisScript Route { get; } = new("route");

    public static RedisScript Receive { get; } = new("receive");

    public static RedisScript Ack { get; } = new("ack");

    public static RedisScript Release { get; } = new("release");

    public static RedisScript Count { get; } = new("count");

    public static RedisScript PurgeQueue { get; } = new("purge_queue");

    public static RedisScript Open { get; } = new("open");

    public static RedisScript ContentBegin { get; } = new("content_begin");

    public static RedisScript ContentChunk { get; } = new("content_chunk");

    public static RedisScript ContentEnd { get; } = new("content_end");

    public static RedisScript ContentTouch { get; } = new("content_touch");

    public static RedisScript ContentUnused { get; } = new("content_unused");

    public static RedisScript ContentDelete { get; } = new("content_delete");

    /// <summary>Its file's name.</summary>
    public string Name { get; }

    /// <summary>All of it, with what it uses.</summary>
    public string Text { get; }

    /// <summary>What the server calls it.</summary>
    public byte[] Hash { get; }

    public override string ToString() => Name;
}
