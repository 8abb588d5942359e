using Introspect.Tracing.Events;
using Introspect.Tracing.Sessions;

namespace Introspect.Tracing.Tests.Sessions;

public sealed class TraceSessionTests
{
    [Fact]
    public void A_sink_gets_what_is_produced_while_it_is_attached_and_nothing_else()
    {
        using var machine = new TestProducer();
        machine.Produce(1);
        Assert.Empty(machine.Produced);
        var sink = new RecordingSink();
        TraceAttachment attachment = machine.Session.Attach(sink, TraceCategories.All);
        machine.Produce(3);
        attachment.Dispose();
        Assert.Equal(TraceCategories.None, machine.Recorded);
        machine.Produce(1);
        Assert.True(sink.HasEnded);
        Assert.Equal(TraceCategories.All, sink.Origin!.Categories);
        Assert.Equal(3 * TraceEvents.All.Length * TestTrace.Origin.Tracks.Length, sink.Count);
        Assert.Equal((ulong)sink.Count, attachment.Delivered);
        Assert.Equal(machine.ProducedOf(TraceCategories.All), attachment.Delivered);
    }

    [Fact]
    public void Each_sink_gets_its_own_categories_however_they_come_and_go()
    {
        using var machine = new TestProducer();
        var exits = new RecordingSink();
        var worlds = new RecordingSink();
        using (machine.Session.Attach(exits, TraceCategories.Exits | TraceCategories.Tlb))
        {
            machine.Produce(2);
            using (machine.Session.Attach(worlds, TraceCategories.Worlds))
            {
                Assert.Equal(TraceCategories.Exits | TraceCategories.Tlb | TraceCategories.Worlds, machine.Recorded);
                machine.Produce(5);
            }

            Assert.Equal(TraceCategories.Exits | TraceCategories.Tlb, machine.Recorded);
            machine.Produce(2);
        }

        Assert.Equal(machine.ProducedOf(TraceCategories.Exits | TraceCategories.Tlb), (ulong)exits.Count);
        Assert.Equal(machine.ProducedOf(TraceCategories.Worlds), (ulong)worlds.Count);
        Assert.All(worlds.Tracks.SelectMany(static track => track), record => Assert.True(TraceEvents.Is<WorldSwitched>(record.Number)));
        Assert.All(exits.Tracks.SelectMany(static track => track), record => Assert.True(TraceEvents.Is<VcpuExit>(record.Number)));
    }

    [Fact]
    public void Delivered_and_dropped_together_are_what_was_produced_when_a_sink_is_slow()
    {
        using var machine = new TestProducer(ringRecords: 1 << 7);
        var sink = new RecordingSink { Accepting = static () => Thread.Sleep(5) };
        TraceAttachment attachment = machine.Session.Attach(sink, TraceCategories.Default);
        machine.Produce(400);
        attachment.Dispose();
        Assert.NotEqual(0ul, attachment.Dropped);
        Assert.Equal(machine.ProducedOf(TraceCategories.Default), attachment.Delivered + attachment.Dropped);
        Assert.Equal(attachment.Dropped, sink.Dropped.Aggregate(0ul, static (sum, dropped) => sum + dropped));
    }

    [Fact]
    public void A_sink_that_fails_is_left_alone_and_the_others_go_on()
    {
        using var machine = new TestProducer();
        var good = new RecordingSink();
        TraceAttachment failing = machine.Session.Attach(
            new RecordingSink { Accepting = static () => throw new IOException("no space left") }, TraceCategories.All);
        TraceAttachment going = machine.Session.Attach(good, TraceCategories.All);
        machine.Produce(2);
        going.Dispose();
        failing.Dispose();
        Assert.Equal("no space left", failing.Failure?.Message);
        Assert.Null(going.Failure);
        Assert.Equal(machine.ProducedOf(TraceCategories.All), going.Delivered);
    }

    [Fact]
    public void The_end_of_the_session_ends_its_sinks()
    {
        var machine = new TestProducer();
        var sink = new RecordingSink();
        TraceAttachment attachment = machine.Session.Attach(sink, TraceCategories.All);
        machine.Produce(1);
        machine.Dispose();
        Assert.True(sink.HasEnded);
        Assert.Equal(machine.ProducedOf(TraceCategories.All), attachment.Delivered);
        attachment.Dispose();
        Assert.Throws<ObjectDisposedException>(() => machine.Session.Attach(new RecordingSink(), TraceCategories.All));
    }

    [Fact]
    public void Sinks_may_come_and_go_while_records_are_written()
    {
        using var machine = new TestProducer(1 << 16);
        using var stop = new CancellationTokenSource();
        var producer = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                machine.Produce(1);
            }
        });
        producer.Start();
        for (int i = 0; i < 50; i++)
        {
            var sink = new RecordingSink();
            TraceAttachment attachment = machine.Session.Attach(sink, i % 2 == 0 ? TraceCategories.All : TraceCategories.Exceptions);
            Thread.Sleep(2);
            attachment.Dispose();
            Assert.Null(attachment.Failure);
            Assert.True(sink.HasEnded);
        }

        stop.Cancel();
        producer.Join();
    }
}
