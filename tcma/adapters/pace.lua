-- Bucket of bucket.py, in one step for all workers, by Redis' own clock.
-- KEYS: the bucket. ARGV: take or slow; rate, recipients, longest wait; the time, '' for Redis' own; then
-- HALVED_FOR, CLIMB, LEAST, ONE_ERROR, CREDIT. Numbers are kept with all their digits: rounded, a moment on the very
-- edge would fall on its other side.
local now = tonumber(ARGV[5])
if not now then
  local t = redis.call('TIME')
  now = t[1] + t[2] / 1000000
end
local kept = redis.call('HMGET', KEYS[1], 'free', 'factor', 'slowed')
local slowed, share = tonumber(kept[3]), 1
if slowed then
  share = math.min(1, tonumber(kept[2]) + math.max(0, now - slowed - tonumber(ARGV[6])) * tonumber(ARGV[7]))
end

if ARGV[1] == 'slow' then
  if not slowed or now - slowed >= tonumber(ARGV[9]) then
    local factor = math.max(tonumber(ARGV[8]), share / 2)
    redis.call('HSET', KEYS[1], 'factor', string.format('%.17g', factor), 'slowed', string.format('%.17g', now))
    redis.call('EXPIRE', KEYS[1], 3600)
  end
  return false
end

local rate = tonumber(ARGV[2]) * share
local earliest = now - math.max(tonumber(ARGV[10]), 1 / rate)
local free = math.max(tonumber(kept[1]) or earliest, earliest) + tonumber(ARGV[3]) / rate
local wait = math.max(0, free - now)
if wait > tonumber(ARGV[4]) then
  return false
end
redis.call('HSET', KEYS[1], 'free', string.format('%.17g', free))
redis.call('EXPIRE', KEYS[1], 3600)
return string.format('%.17g', wait)
