-- Reads one path again and again; in it, {order} stands for any of the first thousand orders.
function init(args)
  path = args[2]
  head = {["Authorization"] = "Bearer " .. args[1]}
end
function request()
  local order = string.format("00000004-0000-7000-8000-%012x", math.random(1, 1000))
  return wrk.format("GET", (path:gsub("{order}", order)), head)
end
function response(status, headers, body) if status ~= 200 then io.stderr:write("status " .. status .. " " .. body .. "\n") end end
