using Pynenc.Backend;

namespace Pynenc.RabbitMQ;

/// <summary>Routes: returns when the server has confirmed every message, and throws within a stated time when it does not.</summary>
internal sealed class Publisher : IAsyncDisposable
{
    /// <summary>How often a queue that vanished is made again for one call.</summary>
    private const int MostRepeats = 3;

    /// <summary>How many are on their way at once for one call, so that the time a confirm may take does not depend on how many there are.</summary>
    private const int MostAtOnce = 5000;

    private readonly ServerLink _link;
    private readonly QueueNames _names;
    private readonly QueueDeclarer _declarer;
    private readonly DeadLetters _dead;
    private readonly RabbitMQBackendOptions _options;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private ConfirmChannel? _channel;

    public Publisher(ServerLink link, QueueNames names, QueueDeclarer declarer, RabbitMQBackendOptions options)
    {
        _link = link;
        _names = names;
        _declarer = declarer;
        _dead = new DeadLetters(link, names, declarer);
        _options = options;
        link.OnBlocked = reason => _channel?.End(Blocked(reason));
    }

    /// <summary>Connects, and sees to it that the default queue is there.</summary>
    public ValueTask StartAsync(CancellationToken cancellationToken) => _declarer.EnsureAsync(_names.Of(QueueName.Default), cancellationToken);

    /// <summary>Puts messages into their queues, in order. Not atomic: after a failure some may have been routed.</summary>
    /// <exception cref="BackendException">A queue is full or cannot be used.</exception>
    /// <exception cref="BackendUnavailableException">There was no confirm in time; whether they were routed is unknown.</exception>
    public async ValueTask PublishAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        if (messages.Count <= MostAtOnce)
        {
            await PublishSomeAsync(messages, cancellationToken).ConfigureAwait(false);
            return;
        }

        foreach (OutgoingMessage[] some in messages.Chunk(MostAtOnce))
        {
            await PublishSomeAsync(some, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask PublishSomeAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        for (int repeat = 0; messages.Count > 0; repeat++)
        {
            await EnsureQueuesAsync(messages, cancellationToken).ConfigureAwait(false);
            IReadOnlyCollection<string> returned = await SendAsync(messages, cancellationToken).ConfigureAwait(false);
            if (returned.Count == 0)
            {
                return;
            }

            if (repeat == MostRepeats)
            {
                throw new BackendException(
                    $"{_link.Address.Text} returned messages for {string.Join(", ", returned)}: the queue is deleted again as soon as it is made. Find out who deletes it.", isTransient: true);
            }

            messages = [.. messages.Where(m => returned.Contains(m.Queue.Physical))];
            foreach (PhysicalQueue queue in messages.Select(m => m.Queue).Distinct())
            {
                _declarer.Forget(queue);
            }
        }
    }

    /// <inheritdoc cref="DeadLetters.AddAsync"/>
    public ValueTask SetAsideAsync(string queue, string reason, byte[] body, CancellationToken cancellationToken) =>
        _dead.AddAsync(queue, reason, body, cancellationToken);

    public ValueTask DisposeAsync()
    {
        _channel?.End(new BackendUnavailableException("The broker was closed while messages were on their way."));
        return _link.DisposeAsync();
    }

    private async ValueTask EnsureQueuesAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        PhysicalQueue? last = null;
        for (int i = 0; i < messages.Count; i++)
        {
            if (messages[i].Queue != last)
            {
                last = messages[i].Queue;
                await _declarer.EnsureAsync(last, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<IReadOnlyCollection<string>> SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        ConfirmChannel channel = await OpenAsync(cancellationToken).ConfigureAwait(false);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.AnswerTimeout);
        try
        {
            PublishBatch batch = await channel.SendAsync(messages, limit.Token).ConfigureAwait(false);
            await batch.Answered.WaitAsync(limit.Token).ConfigureAwait(false);
            (IReadOnlyCollection<string> returned, int refused) = channel.ResultOf(batch);
            return refused == 0 ? returned : throw Refused(messages, refused);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            _link.Abandon(channel.Connection, $"no confirm within {_options.AnswerTimeout}");
            throw new BackendUnavailableException(
                $"{_link.Address.Text} confirmed nothing within {_options.AnswerTimeout}; whether the {messages.Count} messages were routed is unknown. Look at its load, its disk and its alarms, or lengthen {nameof(RabbitMQBackendOptions)}.{nameof(_options.AnswerTimeout)}.", error);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw RabbitMQErrors.Of(error, _link.Address, _options);
        }
    }

    private async ValueTask<ConfirmChannel> OpenAsync(CancellationToken cancellationToken)
    {
        if (_channel is { IsOpen: true } open)
        {
            return open;
        }

        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_link.IsOpen && _link.BlockedBy is { } reason)
            {
                throw Blocked(reason);
            }

            if (_channel is not { IsOpen: true })
            {
                _channel = await _link.AskAsync(
                    (connection, token) => ConfirmChannel.OpenAsync(
                        connection,
                        ended => new BackendUnavailableException($"The connection to {_link.Address.Text.TrimEnd(',')} ended while messages were on their way; whether they were routed is unknown: {RabbitMQErrors.Reason(ended)}"),
                        token),
                    cancellationToken).ConfigureAwait(false);
            }

            return _channel;
        }
        finally
        {
            _opening.Release();
        }
    }

    private BackendException Refused(IReadOnlyList<OutgoingMessage> messages, int refused)
    {
        string queues = string.Join(", ", messages.Select(m => m.Queue.Physical).Distinct().Take(3));
        string limit = _options.MaxQueueLength is { } most ? $"its limit is {most:N0} ids ({nameof(RabbitMQBackendOptions)}.{nameof(_options.MaxQueueLength)})" : "a policy of the server may limit it";
        return new BackendException(
            $"{_link.Address.Text} refused {refused:N0} of {messages.Count:N0} messages for {queues}: the queue is full, and {limit}, or it has no leader now. They are routed again by a runner. Start more runners, or raise the limit.", isTransient: true);
    }

    private BackendUnavailableException Blocked(string reason) => new(
        $"{_link.Address.Text} takes no messages for now: {reason}. Free its memory or disk, or raise vm_memory_high_watermark or disk_free_limit.");
}
