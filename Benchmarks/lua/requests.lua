-- Requests made of whole requests, one a tenant, and of records that go into them: see Sources/Load/RequestFiles.swift.
--   wrk ... -s requests.lua URL -- TEMPLATES RECORDS random|walk FROM THREADS SEED [PAUSE]
-- `random` takes any record again and again. `walk` takes each once, from number FROM on: a thread has every THREADS-th.
-- PAUSE: so many milliseconds, give or take as many, before a connection's next request.
local ffi = require("ffi")
ffi.cdef("typedef struct { long seconds; long microseconds; } bench_time; int gettimeofday(bench_time *, void *);")
local time = ffi.new("bench_time")

local all = {}
local before, after = {}, {}
local records, width, count, isRandom, first, threads

-- Global, so that the main thread can read them when all is done.
walked = 0
started = 0
finished = 0

local function now()
    ffi.C.gettimeofday(time, nil)
    return tonumber(time.seconds) + tonumber(time.microseconds) / 1e6
end

local function read(path)
    local file = assert(io.open(path, "rb"))
    local text = file:read("*a")
    file:close()
    return text
end

function setup(thread)
    thread:set("number", #all)
    table.insert(all, thread)
end

function init(arguments)
    for template in read(arguments[1]):gmatch("[^%z]+") do
        local from, to = template:find("@RECORD@", 1, true)
        table.insert(before, template:sub(1, from - 1))
        table.insert(after, template:sub(to + 1))
    end
    records = read(arguments[2])
    width = records:find("\n", 1, true)
    count = #records / width
    isRandom = arguments[3] == "random"
    first = tonumber(arguments[4])
    threads = tonumber(arguments[5])
    math.randomseed(tonumber(arguments[6]) * 64 + number)
    local pause = tonumber(arguments[7] or 0)
    -- wrk asks for a pause only where there is such a function.
    if pause > 0 then
        function delay() return math.random(0, pause * 2) end
    end
end

function request()
    if started == 0 then started = now() end
    local index
    if isRandom then
        index = math.random(0, count - 1)
    else
        index = first + number + walked * threads
        if index >= count then
            if finished == 0 then finished = now() end
            wrk.thread:stop()
            -- wrk wants something to send; nobody reads what comes of it.
            return "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        end
        walked = walked + 1
    end
    local place = index * width
    local tenant = tonumber(records:sub(place + 1, place + 4)) + 1
    return before[tenant] .. records:sub(place + 5, place + width - 1) .. after[tenant]
end

function done(summary, latency, requests)
    local most, least, ended, start, finish = 0, math.huge, 0, math.huge, 0
    for _, thread in ipairs(all) do
        most = math.max(most, thread:get("walked"))
        if thread:get("finished") > 0 then ended = ended + 1 else least = math.min(least, thread:get("walked")) end
        start = math.min(start, thread:get("started"))
        finish = math.max(finish, thread:get("finished"))
    end
    local errors = summary.errors
    local seconds = finish > 0 and finish - start or summary.duration / 1e6
    -- Threads are not equally fast: what some of them walked past, others have not come to.
    local passed = ended == #all and most or least
    print(string.format("bench requests=%d seconds=%.6f failures=%d walked=%d passed=%d exhausted=%d", summary.requests, seconds,
        errors.status + errors.connect + errors.read + errors.write + errors.timeout, most * #all, passed * #all, ended))
end
