-- What scripts/bench lets wrk ask: each time one of the requests of a file, at random. They stand there as they go over
-- the wire, with a NUL between two. ####### becomes a number that nobody had before.
-- Arguments: the file; milliseconds to wait before each request; 1 to count the answers by their status.
local threads, requests, counts = {}, {}, false
statuses = {}

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init(arguments)
  math.randomseed(os.time() + number)
  local file = assert(io.open(arguments[1], "rb"))
  for request in file:read("*a"):gmatch("%Z+") do
    requests[#requests + 1] = request
  end
  file:close()
  counts = requests[1]:find("#######", 1, true) ~= nil
  local pause = tonumber(arguments[2])
  if pause > 0 then
    delay = function() return math.random(pause / 2, pause * 3 / 2) end
  end
  if arguments[3] == "1" then
    response = function(status) statuses[tostring(status)] = (statuses[tostring(status)] or 0) + 1 end
  end
end

local n = 0

function request()
  local one = requests[math.random(#requests)]
  if counts then
    n = n + 1
    one = one:gsub("#######", string.format("%07d", number * 1000000 + n))
  end
  return one
end

function done(summary, latency)
  local failed = summary.errors
  io.write(string.format("requests=%d microseconds=%d refused=%d unanswered=%d p50=%d p99=%d", summary.requests, summary.duration,
    failed.status, failed.connect + failed.read + failed.write + failed.timeout, latency:percentile(50), latency:percentile(99)))
  for _, thread in ipairs(threads) do
    for status, count in pairs(thread:get("statuses")) do
      io.write(string.format(" %s=%d", status, count))
    end
  end
  io.write("\n")
end
