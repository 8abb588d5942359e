using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromAssembly(typeof(Introspect.Benchmarks.TraceBenchmarks).Assembly).Run(args);
