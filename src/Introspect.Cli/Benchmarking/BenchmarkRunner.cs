using System.Collections.Immutable;
using Introspect.Cli.Guests;
using Introspect.Core;

namespace Introspect.Cli.Benchmarking;

/// <summary>Runs guests under one emulator after the other, in turns: what slows the host down for a while then slows down both.</summary>
internal sealed class BenchmarkRunner
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    private readonly string _folder;
    private readonly ImmutableArray<Emulator> _emulators;
    private readonly int _runs;

    public BenchmarkRunner(string folder, ImmutableArray<Emulator> emulators, int runs)
    {
        _folder = folder;
        _emulators = emulators;
        _runs = runs;
    }

    /// <summary>Measures an image; what comes back has the order of the emulators.</summary>
    /// <exception cref="IntrospectException">A run failed, printed nothing, or is not done in time.</exception>
    public async Task<ImmutableArray<Measurement>> MeasureAsync(string image, CancellationToken cancellation)
    {
        List<Sample>[] samples = [.. _emulators.Select(static _ => new List<Sample>())];
        for (int run = 0; run < _runs; run++)
        {
            foreach ((Emulator emulator, List<Sample> own) in _emulators.Zip(samples))
            {
                own.Add(await RunAsync(emulator, image, cancellation));
            }
        }

        return [.. samples.Select(static own => new Measurement([.. own]))];
    }

    private async Task<Sample> RunAsync(Emulator emulator, string image, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(s_limit);
        string output = "";
        TimeSpan before = ChildTimes.Total;
        try
        {
            (int exitCode, string errors) = await HostCommand.RunAsync(
                emulator.Words[0],
                [.. emulator.Words.Skip(1), image],
                _folder,
                async stream => output = (await new StreamReader(stream).ReadToEndAsync(limit.Token)).Trim(),
                limit.Token);
            if (exitCode != ExitCode.Ok || output.Length == 0)
            {
                throw new IntrospectException(
                    $"bench: {Path.GetFileName(image)} under {emulator.Name} ended with {exitCode} and printed '{output}'. {errors.Trim()}".TrimEnd());
            }
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new IntrospectException(
                $"bench: {Path.GetFileName(image)} under {emulator.Name} is not done after {s_limit.TotalMinutes} minutes, and was ended.", e);
        }

        return new Sample((ChildTimes.Total - before).TotalSeconds, output);
    }
}
