using ReferenceApi.Commands;

return await CommandLine.RunAsync(args);
