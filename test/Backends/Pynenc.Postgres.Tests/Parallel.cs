// Modes mostly wait for the server, so more of them than there are processors run beside each other.
[assembly: Xunit.v3.Parallelization(MaxThreads = 4)]
