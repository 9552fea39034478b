using MongoDB.Bson;
using MongoDB.Driver;
using Pynenc.Backend;

namespace Pynenc.MongoDB;

/// <summary>Brings the collections to the present version. Every step can be repeated, and done by several processes at once.</summary>
internal sealed class Migrator(MongoStore store)
{
    /// <summary>The version this program writes.</summary>
    public const int Newest = 1;

    private static readonly BsonDocument Mine = new(Field.Id, "schema");

    private readonly IMongoCollection<BsonDocument> _schema = store.Collection(CollectionNames.Schema);

    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        BsonDocument? found = await _schema.Matching(Mine).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        int version = found is null ? 0 : found.Int(Field.Version);
        if (version > Newest)
        {
            throw new BackendException(
                $"{store.Server} has collections of version {version}; this program knows versions up to {Newest}. Update the program, or name another {nameof(MongoBackendOptions)}.{nameof(MongoBackendOptions.Database)}.", isTransient: false);
        }

        if (version == Newest)
        {
            return;
        }

        foreach (IGrouping<string, IndexPlan> plans in IndexPlan.All.GroupBy(p => p.Collection))
        {
            await store.Collection(plans.Key).Indexes.CreateManyAsync(plans.Select(Model), cancellationToken).ConfigureAwait(false);
        }

        // After the indexes, so that a crash in between only creates them again.
        await WriteVersionAsync(cancellationToken).ConfigureAwait(false);
        store.Logger.SchemaMigrated(store.DatabaseName, Newest);
    }

    private static CreateIndexModel<BsonDocument> Model(IndexPlan plan)
    {
        var options = new CreateIndexOptions<BsonDocument> { Name = plan.Name, ExpireAfter = plan.ExpireAfter };
        if (plan.Only is not null)
        {
            options.PartialFilterExpression = plan.Only;
        }

        return new CreateIndexModel<BsonDocument>(plan.Keys, options);
    }

    private async Task WriteVersionAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Never downwards: a newer program may have been quicker.
            await _schema.UpdateOneAsync(
                Mine,
                new BsonDocument("$max", new BsonDocument(Field.Version, Newest)),
                new UpdateOptions { IsUpsert = true },
                cancellationToken).ConfigureAwait(false);
        }
        catch (MongoWriteException met) when (met.WriteError?.Code == MongoErrors.DuplicateKey)
        {
            // Another process has just written it.
        }
    }
}
