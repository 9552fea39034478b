using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Pynenc.TestServers;

namespace Pynenc.Redis.Tests;

/// <summary>A server with TLS whose certificate is signed by an authority of its own.</summary>
public sealed class TlsTests
{
    /// <summary>Where the driver is told of an authority that this machine does not trust.</summary>
    private const string Issuer = "SERedis_IssuerCertPath";

    [Fact]
    public async Task Work_runs_over_TLS_and_a_certificate_that_is_not_trusted_is_refused_by_name()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("pynenc-tls-");
        try
        {
            WriteCertificates(folder);
            int port = ServerPort.Free();
            await using RedisServer server = await StartAsync(folder, port);
            await Verbs.RefusesAsync(() => OpenAsync($"127.0.0.1:{port},ssl=true,sslHost=redis.test"), $"127.0.0.1:{port}", "do not agree on TLS", "sslHost", "trusted by this machine");
            await Verbs.RefusesAsync(() => OpenAsync($"127.0.0.1:{port},connectTimeout=1000"), $"127.0.0.1:{port}", "ssl=true");

            Environment.SetEnvironmentVariable(Issuer, Path.Combine(folder.FullName, "authority.crt"));
            await Verbs.RefusesAsync(() => OpenAsync($"127.0.0.1:{port},ssl=true,sslHost=elsewhere.test"), $"127.0.0.1:{port}", "do not agree on TLS", "sslHost");
            await using PynencApp app = Server.App($"127.0.0.1:{port},ssl=true,sslHost=redis.test");
            var add = app.Task("add", (int x, int y) => x + y);
            await using ThreadRunner runner = await app.StartThreadRunnerAsync(cancellationToken: Verbs.Token);
            InvocationGroup<int> sums = await add.ParallelizeAsync(Enumerable.Range(0, 100).Select(i => (i, 1)), cancellationToken: Verbs.Token);
            Assert.Equal(5050, (await sums.AllAsync(Verbs.Token).AsTask().Bounded()).Sum());
        }
        finally
        {
            Environment.SetEnvironmentVariable(Issuer, null);
            folder.Delete(recursive: true);
        }
    }

    private static Task<RedisServer> StartAsync(DirectoryInfo folder, int port) => Server.StartAsync(
        "--tls-port", $"{port}", "--tls-auth-clients", "no",
        "--tls-cert-file", Path.Combine(folder.FullName, "server.crt"),
        "--tls-key-file", Path.Combine(folder.FullName, "server.key"),
        "--tls-ca-cert-file", Path.Combine(folder.FullName, "authority.crt"));

    private static async ValueTask OpenAsync(string connection)
    {
        await using PynencApp app = Server.App(connection);
        await app.InitializeAsync(Verbs.Token);
    }

    private static void WriteCertificates(DirectoryInfo folder)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authority = new CertificateRequest("CN=Authority of a test", authorityKey, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        authority.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(authority.PublicKey, critical: false));
        using X509Certificate2 signer = authority.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));

        using var serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=redis.test", serverKey, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("redis.test");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        using X509Certificate2 server = request.Create(signer, now.AddDays(-1), now.AddDays(1), RandomNumberGenerator.GetBytes(8));

        File.WriteAllText(Path.Combine(folder.FullName, "authority.crt"), signer.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder.FullName, "server.crt"), server.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder.FullName, "server.key"), serverKey.ExportPkcs8PrivateKeyPem());
    }
}
