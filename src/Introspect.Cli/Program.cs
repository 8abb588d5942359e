using Introspect.Cli.Guests;

await new GuestPull(GuestCache.OfUser(Environment.GetEnvironmentVariable), Console.Error.WriteLine).RunAsync(GuestCatalog.Find(args[0]), default);
return 0;
