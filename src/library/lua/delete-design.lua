-- Removes a design from the gallery.
--
-- ARGV  1 the design   2 now, in ms
-- Returns 1, or 0 if there is no such design.

return remove(ARGV[1], ARGV[2])
