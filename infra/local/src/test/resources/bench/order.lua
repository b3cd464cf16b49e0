-- A customer's shop: orders of 5 lines, confirmed at once, each with a key of its own.
local threads = 0
function setup(thread) threads = threads + 1; thread:set("number", threads) end
function id(kind, n) return string.format("%08x-0000-7000-8000-%012x", kind, n) end
function init(args)
  math.randomseed(os.time() * 1000 + number)
  token = args[1]
  count = 0
  prefix = os.time() .. "-" .. number .. "-" .. math.random(1000000) .. "-"
  head = {["Authorization"] = "Bearer " .. token, ["Content-Type"] = "application/json"}
end
function request()
  count = count + 1
  local lines = {}
  for i = 0, 4 do lines[#lines + 1] = '{"productId":"' .. id(2, math.random(1, 100) + 100 * i) .. '","quantity":"1"}' end
  head["Idempotency-Key"] = prefix .. count
  return wrk.format("POST", "/api/v1/sales-orders", head,
    '{"partnerId":"' .. id(1, math.random(1, 100)) .. '","confirm":true,"lines":[' .. table.concat(lines, ",") .. ']}')
end
function response(status) if status ~= 201 then io.stderr:write("status " .. status .. "\n") end end
