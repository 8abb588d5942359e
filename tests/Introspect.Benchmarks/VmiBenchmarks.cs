using BenchmarkDotNet.Attributes;
using Introspect.TestKit.Inspection;
using Introspect.Vmi;

namespace Introspect.Benchmarks;

/// <summary>What a look into a kernel costs, without what compiles our own code: a first look, and the tables of a kernel that is known.</summary>
[MemoryDiagnoser, MinColumn]
public class VmiBenchmarks
{
    private readonly RawImage _image = new("synthetic", new SyntheticLinux().Ram, SyntheticLinux.RamBase);
    private readonly GuestView _known;

    public VmiBenchmarks() => _known = GuestView.Of(_image);

    /// <summary>Recognition, the layout of tasks and areas, and their list.</summary>
    [Benchmark]
    public int A_first_look() => GuestView.Of(_image).Read("ps", []).Rows.Length;

    /// <summary>Nine tasks, two of them with arguments of their own.</summary>
    [Benchmark]
    public int A_task_list() => _known.Read("ps", []).Rows.Length;

    [Benchmark]
    public int The_log() => _known.Read("dmesg", []).Rows.Length;

    [Benchmark]
    public int The_modules() => _known.Read("modules", []).Rows.Length;

    [Benchmark]
    public int The_areas_of_a_process() => _known.Read("maps", ["1"]).Rows.Length;
}
