-- Wireshark dissector of the TNV protocol. Generated from spec/packets.json by `npm run dissector`; do not edit.
--
-- Wireshark: copy it into the folder that Help > About > Folders calls "Personal Lua Plugins".
-- tshark:    tshark -X lua_script:tnv.lua -r capture.pcapng -Y tnv
-- Ports other than 21000, 22000 and 23000: Edit > Preferences > Protocols > TNV, or -d tcp.port==NNNN,tnv

local HEAD_SIZE = 10
local COMMAND_NAMES = {
  [10] = "JOIN",
  [11] = "BEAT",
  [12] = "SADDRS",
  [13] = "GROUPS",
  [40] = "ID_GET",
  [70] = "UPLOAD",
  [71] = "FILESIZE",
  [72] = "DOWNLOAD",
  [73] = "DELETE",
  [74] = "LIST",
  [75] = "DESCRIBE",
  [100] = "tracker server's reply",
  [101] = "id server's reply",
  [102] = "storage server's reply",
}
local REPLIES = {
  [100] = "tracker server",
  [101] = "id server",
  [102] = "storage server",
}
local FIELDS = {
  { name = "version", type = "text" },
  { name = "group", type = "text" },
  { name = "hostname", type = "text" },
  { name = "port", type = "uint16" },
  { name = "startTime", type = "int64" },
  { name = "joinTime", type = "int64" },
  { name = "appid", type = "text" },
  { name = "userid", type = "text" },
  { name = "fileid", type = "text" },
  { name = "addresses", type = "text" },
  { name = "text", type = "text" },
  { name = "key", type = "text" },
  { name = "id", type = "int64" },
  { name = "size", type = "int64" },
  { name = "content", type = "bytes" },
  { name = "offset", type = "int64" },
  { name = "after", type = "text" },
  { name = "limit", type = "uint16" },
  { name = "more", type = "uint8" },
  { name = "files", type = "list" },
  { name = "uploaded", type = "int64" },
  { name = "name", type = "text" },
  { name = "type", type = "text" },
  { name = "errorNumber", type = "int16" },
  { name = "description", type = "text" },
}
local FAILURE = {
  { name = "errorNumber", type = "int16" },
  { name = "description", type = "text", width = "rest", optional = true },
}
local PACKETS = {
  [10] = { name = "JOIN", fields = {
    { name = "version", type = "text", width = 7 },
    { name = "group", type = "text", width = 17 },
    { name = "hostname", type = "text", width = 129 },
    { name = "port", type = "uint16" },
    { name = "startTime", type = "int64" },
    { name = "joinTime", type = "int64" },
  }, reply = {} },
  [11] = { name = "BEAT", fields = {
    { name = "group", type = "text", width = 17 },
    { name = "hostname", type = "text", width = 129 },
  }, reply = {} },
  [12] = { name = "SADDRS", fields = {
    { name = "appid", type = "text", width = 16 },
    { name = "userid", type = "text", width = 256 },
    { name = "fileid", type = "text", width = 128 },
  }, reply = {
    { name = "group", type = "text", width = 17 },
    { name = "addresses", type = "text", width = "rest" },
  } },
  [13] = { name = "GROUPS", fields = {}, reply = {
    { name = "text", type = "text", width = "rest" },
  } },
  [40] = { name = "ID_GET", fields = {
    { name = "key", type = "text", width = "rest" },
  }, reply = {
    { name = "id", type = "int64" },
  } },
  [70] = { name = "UPLOAD", fields = {
    { name = "appid", type = "text", width = 16 },
    { name = "userid", type = "text", width = 256 },
    { name = "fileid", type = "text", width = 128 },
    { name = "size", type = "int64" },
    { name = "content", type = "bytes", width = "size" },
  }, reply = {} },
  [71] = { name = "FILESIZE", fields = {
    { name = "appid", type = "text", width = 16 },
    { name = "userid", type = "text", width = 256 },
    { name = "fileid", type = "text", width = 128 },
  }, reply = {
    { name = "size", type = "int64" },
  } },
  [72] = { name = "DOWNLOAD", fields = {
    { name = "appid", type = "text", width = 16 },
    { name = "userid", type = "text", width = 256 },
    { name = "fileid", type = "text", width = 128 },
    { name = "offset", type = "int64" },
    { name = "size", type = "int64" },
  }, reply = {
    { name = "content", type = "bytes", width = "rest" },
  } },
  [73] = { name = "DELETE", fields = {
    { name = "appid", type = "text", width = 16 },
    { name = "userid", type = "text", width = 256 },
    { name = "fileid", type = "text", width = 128 },
  }, reply = {} },
  [74] = { name = "LIST", fields = {
    { name = "appid", type = "text", width = 16 },
    { name = "userid", type = "text", width = 256 },
    { name = "after", type = "text", width = 128 },
    { name = "limit", type = "uint16" },
  }, reply = {
    { name = "more", type = "uint8" },
    { name = "files", type = "list", width = "rest", of = {
      { name = "fileid", type = "text", width = 128 },
      { name = "size", type = "int64" },
      { name = "uploaded", type = "int64" },
      { name = "name", type = "text", width = 256 },
      { name = "type", type = "text", width = 128 },
    } },
  } },
  [75] = { name = "DESCRIBE", fields = {
    { name = "appid", type = "text", width = 16 },
    { name = "userid", type = "text", width = 256 },
    { name = "fileid", type = "text", width = 128 },
    { name = "name", type = "text", width = 256 },
    { name = "type", type = "text", width = 128 },
  }, reply = {} },
}

local tnv = Proto("tnv", "TNV streaming media")
local STATUS_OK = 0

tnv.prefs.ports = Pref.range("TCP ports", "21000,22000,23000", "Ports of trackers, id servers and storages", 65535)
tnv.prefs.body_max = Pref.uint("Longest body", 16777216, "Bodies of more bytes are not put together; their content is counted only")

local head_fields = {
  body_length = ProtoField.int64("tnv.body_length", "Body length"),
  command = ProtoField.uint8("tnv.command", "Command", base.DEC, COMMAND_NAMES),
  status = ProtoField.int8("tnv.status", "Status", base.DEC),
  answers = ProtoField.string("tnv.answers", "Reply to"),
}
local MAKERS = {
  int64 = ProtoField.int64,
  uint16 = ProtoField.uint16,
  int16 = ProtoField.int16,
  uint8 = ProtoField.uint8,
  int8 = ProtoField.int8,
  text = ProtoField.string,
  bytes = ProtoField.bytes,
  list = ProtoField.none,
}
local body_fields, all_fields = {}, {}
for _, field in pairs(head_fields) do table.insert(all_fields, field) end
for _, field in ipairs(FIELDS) do
  body_fields[field.name] = MAKERS[field.type]("tnv." .. field.name, field.name)
  table.insert(all_fields, body_fields[field.name])
end
tnv.fields = all_fields

local malformed = ProtoExpert.new("tnv.malformed", "Malformed", expert.group.MALFORMED, expert.severity.ERROR)
local failed = ProtoExpert.new("tnv.failed", "Failure", expert.group.RESPONSE_CODE, expert.severity.NOTE)
local unasked = ProtoExpert.new("tnv.unasked", "No request for this reply was seen", expert.group.SEQUENCE, expert.severity.WARN)
tnv.experts = { malformed, failed, unasked }

local stream_of = Field.new("tcp.stream")
local waiting  -- per connection: the commands of requests without a reply, oldest first
local answered -- per reply: the command of its request; what a frame was first seen to be it stays
local passing  -- per connection and direction: bytes of an overlong content still to come
local passed   -- per frame: how many of its first bytes belong to such content

function tnv.init()
  waiting, answered, passing, passed = {}, {}, {}, {}
end

local SIZES = { int64 = 8, uint16 = 2, int16 = 2, uint8 = 1, int8 = 1 }

-- How many bytes a field takes, given how many are left of the body.
local function width_of(field, left, values)
  if type(field.width) == "number" then return field.width end
  if SIZES[field.type] then return SIZES[field.type] end
  return left
end

-- Adds a text field; returns the text, or nil when it has no NUL.
local function add_text(tree, field, range)
  local bytes = range:bytes()
  for at = 0, bytes:len() - 1 do
    if bytes:get_index(at) == 0 then
      local text = at == 0 and "" or range(0, at):string(ENC_UTF_8)
      tree:add(body_fields[field.name], range, text)
      return text
    end
  end
  tree:add(body_fields[field.name], range, range:string(ENC_UTF_8)):add_proto_expert_info(malformed, field.name .. " has no NUL")
  return nil
end

local add_body

-- Adds the items of a list, all of one size; returns how many there are.
local function add_list(tree, field, range)
  local size, count = 0, 0
  for _, inner in ipairs(field.of) do size = size + width_of(inner, 0) end
  for at = 0, range:len() - 1, size do
    local item = range(at, math.min(size, range:len() - at))
    count = count + 1
    local branch = tree:add(body_fields[field.name], item)
    local words = table.concat(add_body(branch, field.of, item:tvb()), ", ")
    branch:set_text(field.name .. " " .. count .. ": " .. words)
  end
  return count
end

-- Adds the fields of a body; returns words for the Info column.
function add_body(tree, fields, body)
  local at, words = 0, {}
  for _, field in ipairs(fields) do
    local left = body:len() - at
    local width = width_of(field, left)
    if left <= 0 and (field.optional or width == 0) then break end
    if width > left then
      tree:add_proto_expert_info(malformed, "the body ends before " .. field.name)
      return words
    end
    local range = body(at, width)
    if field.type == "text" then
      table.insert(words, add_text(tree, field, range) or "?")
    elseif field.type == "list" then
      table.insert(words, add_list(tree, field, range) .. " " .. field.name)
    elseif field.type == "bytes" then
      tree:add(body_fields[field.name], range)
      table.insert(words, width .. " bytes")
    else
      tree:add(body_fields[field.name], range)
      if field.type == "int64" then
        table.insert(words, tostring(range:int64()))
      elseif field.type:sub(1, 1) == "u" then
        table.insert(words, tostring(range:uint()))
      else
        table.insert(words, tostring(range:int()))
      end
    end
    at = at + width
  end
  if at < body:len() then tree:add_proto_expert_info(malformed, (body:len() - at) .. " bytes too many") end
  return words
end

-- The command that a reply answers; nil when its request was not seen.
local function answers(pinfo, stream, offset)
  local key = pinfo.number .. ":" .. offset
  if not pinfo.visited and answered[key] == nil then
    answered[key] = table.remove(waiting[stream] or {}, 1)
  end
  return answered[key]
end

-- Dissects one packet whose bytes are all there (or whose content is too long to be).
local function dissect(packet, pinfo, root, stream, offset, is_first_pass)
  local command, status = packet(8, 1):uint(), packet(9, 1):int()
  local request, reply_of = PACKETS[command], REPLIES[command]
  local tree = root:add(tnv, packet)
  tree:add(head_fields.body_length, packet(0, 8))
  tree:add(head_fields.command, packet(8, 1))
  tree:add(head_fields.status, packet(9, 1))
  local body = packet:len() > HEAD_SIZE and packet(HEAD_SIZE):tvb() or ByteArray.new():tvb("empty")
  local title, words
  if request then
    if is_first_pass then
      waiting[stream] = waiting[stream] or {}
      table.insert(waiting[stream], command)
    end
    title = request.name
    words = add_body(tree, request.fields, body)
  elseif reply_of then
    local asked = PACKETS[answers(pinfo, stream, offset) or -1]
    title = reply_of .. " reply"
    if asked then
      tree:add(head_fields.answers, packet(8, 1), asked.name):set_generated()
      title = asked.name .. " reply"
    else
      tree:add_proto_expert_info(unasked)
    end
    if status ~= STATUS_OK then
      words = add_body(tree, FAILURE, body)
      table.insert(words, 1, "failure")
      tree:add_proto_expert_info(failed, table.concat(words, " "))
    else
      words = asked and add_body(tree, asked.reply, body) or {}
    end
  else
    title, words = "command " .. command, {}
    tree:add_proto_expert_info(malformed, "unknown command " .. command)
  end
  local text = #words == 0 and title or title .. ": " .. table.concat(words, " ")
  tree:append_text(", " .. text)
  pinfo.cols.info:append((offset == 0 and "" or " | ") .. text:sub(1, 120):gsub("\n", " "))
end

function tnv.dissector(buffer, pinfo, root)
  local stream, size, offset = stream_of().value, buffer:len(), 0
  local direction = stream .. ">" .. pinfo.dst_port
  pinfo.cols.protocol = "TNV"
  pinfo.cols.info:clear()

  -- Content that is too long to be put together.
  if not pinfo.visited and (passing[direction] or 0) > 0 then
    passed[pinfo.number] = math.min(passing[direction], size)
    passing[direction] = passing[direction] - passed[pinfo.number]
  end
  if passed[pinfo.number] then
    offset = passed[pinfo.number]
    root:add(tnv, buffer(0, offset), "TNV streaming media, " .. offset .. " bytes of content")
    pinfo.cols.info:append(offset .. " bytes of content ")
  end

  while offset < size do
    local left = size - offset
    if left < HEAD_SIZE then
      pinfo.desegment_offset, pinfo.desegment_len = offset, DESEGMENT_ONE_MORE_SEGMENT
      return size
    end
    local length = buffer(offset, 8):int64()
    if length < Int64(0) or length > Int64(tnv.prefs.body_max) then
      -- Nothing behind a negative length can be understood; a long content is counted as it passes.
      dissect(buffer(offset), pinfo, root, stream, offset, not pinfo.visited)
      if not pinfo.visited and length > Int64(0) then
        passing[direction] = length:tonumber() - (left - HEAD_SIZE)
      end
      return size
    end
    local whole = HEAD_SIZE + length:tonumber()
    if left < whole then
      pinfo.desegment_offset, pinfo.desegment_len = offset, whole - left
      return size
    end
    dissect(buffer(offset, whole), pinfo, root, stream, offset, not pinfo.visited)
    offset = offset + whole
  end
  return size
end

local registered
local function register()
  local ports = DissectorTable.get("tcp.port")
  if registered then ports:remove(registered, tnv) end
  registered = tnv.prefs.ports
  ports:add(registered, tnv)
end
tnv.prefs_changed = register
register()
