-- An accountant's shop: drafts are posted one after the other, beginning with the one in the second argument.
local threads = 0
function setup(thread) threads = threads + 1 end
function init(args)
  math.randomseed(os.time())
  draft = tonumber(args[2]) - 1
  prefix = os.time() .. "-" .. math.random(1000000) .. "-"
  head = {["Authorization"] = "Bearer " .. args[1], ["Content-Type"] = "application/json"}
end
function request()
  draft = draft + 1
  head["Idempotency-Key"] = prefix .. draft
  return wrk.format("POST", string.format("/api/v1/sales-invoices/00000003-0000-7000-8000-%012x/post", draft), head, "{}")
end
function response(status, headers, body) if status ~= 200 then io.stderr:write("status " .. status .. " " .. body .. "\n") end end
