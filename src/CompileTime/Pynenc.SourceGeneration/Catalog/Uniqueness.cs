using Pynenc.SourceGeneration.Emitter;
using Pynenc.SourceGeneration.Model;

namespace Pynenc.SourceGeneration.Catalog;

/// <summary>Refuses what two tasks of one assembly cannot share. The first in order keeps it.</summary>
internal static class Uniqueness
{
    /// <summary>Keeps the tasks whose id and aliases are theirs alone. An id comes before an alias.</summary>
    public static Candidate[] Ids(Candidate[] candidates, List<DiagnosticInfo> problems)
    {
        var owners = new Dictionary<string, Candidate>(StringComparer.Ordinal);
        Candidate[] withId = [.. candidates.Where(c => Claim(c, c.Task.Id))];
        return [.. withId.Where(c => c.Task.Options.Aliases.All(alias => Claim(c, alias)))];

        bool Claim(Candidate candidate, string id)
        {
            if (!owners.TryGetValue(id, out Candidate owner))
            {
                owners.Add(id, candidate);
                return true;
            }

            if (owner == candidate)
            {
                return true;
            }

            problems.Add(candidate.Refuse(Diagnostics.DuplicateId, id, owner.FullMethod));
            return false;
        }
    }

    /// <summary>Keeps the tasks whose generated members and classes have names of their own.</summary>
    public static Candidate[] Names(Candidate[] candidates, List<DiagnosticInfo> problems)
    {
        var members = new HashSet<string>(StringComparer.Ordinal);
        var classes = new Dictionary<string, string>(StringComparer.Ordinal);
        return [.. candidates.Where(c => HasOwnClass(c) && HasOwnMembers(c))];

        bool HasOwnClass(Candidate candidate)
        {
            HostModel host = candidate.Task.Host;
            string generated = $"{host.Namespace}.{TaskNames.Tasks(host)}";
            if (!classes.TryGetValue(generated, out string owner))
            {
                classes.Add(generated, host.MetadataName);
                return true;
            }

            return owner == host.MetadataName || Refuse(candidate, TaskNames.Tasks(host), $"class '{owner}' generates too");
        }

        bool HasOwnMembers(Candidate candidate)
        {
            string prefix = candidate.Task.Host.MetadataName + "::";
            string property = candidate.Task.Name;
            string call = TaskNames.Call(property);
            foreach (string name in new[] { property, call })
            {
                if (members.Contains(prefix + name))
                {
                    return Refuse(candidate, name, "another task of this class generates too");
                }
            }

            members.Add(prefix + property);
            members.Add(prefix + call);
            return true;
        }

        bool Refuse(Candidate candidate, string name, string reason)
        {
            problems.Add(candidate.Refuse(Diagnostics.NameTaken, name, reason));
            return false;
        }
    }
}
