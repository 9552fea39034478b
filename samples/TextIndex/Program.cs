using TextIndex;

if (args is ["worker", string database])
{
    return await Worker.RunAsync(database);
}

bool kill = args.Contains("--kill");
string[] rest = [.. args.Where(a => a != "--kill")];
if (rest.Length > 1 || rest.Any(a => a.StartsWith('-')))
{
    await Console.Error.WriteLineAsync("usage: demo [folder] [--kill]");
    return 2;
}

string folder = rest.Length == 1 ? rest[0] : Directory.GetCurrentDirectory();
if (!Directory.Exists(folder))
{
    await Console.Error.WriteLineAsync($"'{folder}' is not a folder. Name one that exists: demo [folder] [--kill]");
    return 2;
}

return await Producer.RunAsync(folder, kill);
