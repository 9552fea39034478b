-- uses: base runners
-- Removes a runner that stops, or that is known to be dead.
removeRunner(ARGV[1])
