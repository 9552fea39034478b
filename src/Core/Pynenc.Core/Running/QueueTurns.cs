namespace Pynenc.Running;

/// <summary>Draws in which order a runner asks its queues: a queue of weight 3 comes first three times as often as one of weight 1.</summary>
internal sealed class QueueTurns(IReadOnlyList<(QueueName Queue, int Weight)> queues, Random random)
{
    /// <summary>All queues, in an order drawn anew. For one caller at a time.</summary>
    public QueueName[] Draw()
    {
        var left = new List<(QueueName Queue, int Weight)>(queues);
        int total = left.Sum(q => q.Weight);
        var order = new QueueName[left.Count];
        for (int i = 0; i < order.Length; i++)
        {
            int chance = random.Next(total);
            int next = 0;
            while (chance >= left[next].Weight)
            {
                chance -= left[next++].Weight;
            }

            order[i] = left[next].Queue;
            total -= left[next].Weight;
            left.RemoveAt(next);
        }

        return order;
    }
}
