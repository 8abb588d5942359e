using Introspect.Cli;
using Introspect.Cli.Commands;
using Introspect.Cli.Running;

return await IntrospectCommand.RunAsync(CommandHost.OfProcess(new LiveRunner()), args, CancellationToken.None);
