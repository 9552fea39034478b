using System.Collections.Frozen;

namespace Pynenc;

/// <summary>The tasks one application knows, by id and by alias.</summary>
internal sealed class TaskRegistry
{
    private readonly Lock _gate = new();
    private FrozenDictionary<TaskId, TaskDefinition> _byId;

    public TaskRegistry(IEnumerable<TaskDefinition> definitions)
    {
        _byId = FrozenDictionary<TaskId, TaskDefinition>.Empty;
        Add([.. definitions]);
    }

    /// <summary>The ids and aliases this application can run.</summary>
    public IReadOnlyCollection<TaskId> Known => Volatile.Read(ref _byId).Keys;

    public TaskDefinition? Find(TaskId id) => Volatile.Read(ref _byId).GetValueOrDefault(id);

    public void Add(params IReadOnlyList<TaskDefinition> definitions)
    {
        lock (_gate)
        {
            var all = new Dictionary<TaskId, TaskDefinition>(_byId);
            var problems = new List<string>();
            foreach (TaskDefinition definition in definitions)
            {
                foreach (TaskId id in Ids(definition))
                {
                    if (!all.TryAdd(id, definition) && all[id] != definition)
                    {
                        problems.Add($"Two tasks are called '{id}': an id or alias names one task only. Give one of them another Id.");
                    }
                }
            }

            if (problems.Count > 0)
            {
                throw new PynencConfigurationException(problems);
            }

            Volatile.Write(ref _byId, all.ToFrozenDictionary());
        }
    }

    private static IEnumerable<TaskId> Ids(TaskDefinition definition) =>
        definition.Options.Aliases.Select(a => new TaskId(a)).Prepend(definition.Id);
}
