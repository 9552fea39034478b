-- uses: base contents
-- Announces a value that is about to be written, so that what is cut short is found.
used(ARGV[2], clock(ARGV[1]))
