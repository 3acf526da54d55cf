/** The words of the blocks that are made, in one language. */
export interface Words {
  /** Headings of a byte table. */
  readonly columns: readonly string[];
  readonly headColumns: readonly string[];
  readonly commandColumns: readonly string[];
  readonly errorColumns: readonly string[];
  readonly deservedColumns: readonly string[];
  readonly listComma: string;
  readonly rest: string;
  readonly nothing: string;
  /** What an English meaning or purpose is called here. */
  say(english: string): string;
  /** Above a dump. */
  caption(name: string, bytes: number): string;
}

export const ENGLISH: Words = {
  columns: ['byte of the body', 'bytes', 'field', 'type', 'what it is'],
  headColumns: ['byte', 'bytes', 'field', 'type', 'what it is'],
  commandColumns: ['command', 'name', 'from → to', 'reply'],
  errorColumns: ['number', 'meaning'],
  deservedColumns: ['number', 'whom it answers', 'when'],
  listComma: ', ',
  rest: 'the rest',
  nothing: 'No body.',
  say: (english) => (english === 'id' ? 'id server' : english),
  caption: (name, bytes) => `${name}, ${bytes} bytes:`,
};

const IN_CHINESE: Readonly<Record<string, string>> = {
  'how many bytes follow the head': '包头之后还有多少字节',
  'what the packet is': '报文的种类',
  '0 in requests; 0 in replies that report success, any other value in failures':
    '请求中为 0；成功响应中为 0，失败响应中为任何其他值',
  'what went wrong, as a number': '错误号',
  'what went wrong, in words: [hostname] what went wrong': '错误描述：[主机名] 出了什么错',
  "the storage's version": '存储服务器的版本',
  'the group it belongs to': '所隶属的组',
  'its host name': '主机名',
  'the port on which it serves clients': '为客户机服务的端口',
  'when its process started': '进程启动的时间',
  'when it joined': '加入的时间',
  'the group of its JOIN': '其 JOIN 中的组名',
  'the host name of its JOIN': '其 JOIN 中的主机名',
  'the application the file belongs to': '文件所属的应用',
  'the user the file belongs to': '文件所属的用户',
  "the file's id, made by the client": '文件ID，由客户机生成',
  "the group that keeps this user's files": '保存该用户文件的组',
  'active storages of the group, each ip:port followed by ;': '组内活动的存储服务器，每个 ip:port 之后跟一个 ;',
  'the groups and their storages, line by line': '各组及其存储服务器，逐行列出',
  'what the id is unique for: the store path': 'ID 在其中唯一的键：存储路径',
  'the id; none is given twice for a key': 'ID 值；同一个键绝不重复',
  'how many bytes of content follow': '其后内容的字节数',
  'the content': '内容',
  "the file's size": '文件大小',
  'the first byte wanted': '所要的第一个字节',
  'how many bytes are wanted; 0 means up to the end': '所要的字节数；0 表示直到文件末尾',
  'the bytes': '所要的字节',
  'the application whose files are wanted': '所要的是哪个应用的文件',
  'the user whose files are wanted': '所要的是哪个用户的文件',
  'the file id behind which the page begins; empty for the first page': '本页从该文件ID 之后开始；首页为空',
  'how many files are wanted at most; 0 leaves it to the storage': '至多要多少个文件；0 表示由存储服务器决定',
  '1 when files may follow behind the last one, else 0': '最后一个之后可能还有文件时为 1，否则为 0',
  'the files, one after the other': '各文件，一个接一个',
  'when it was uploaded; 0 when unknown': '上传的时间；未知时为 0',
  "the file's name; empty when unknown": '文件名；未知时为空',
  'its media type; empty when unknown': '媒体类型；未知时为空',
  "the file's name": '文件名',
  'its media type': '媒体类型',
  bytes: '字节',
  s: '秒',
  'malformed request, or a field that makes no sense': '请求不合规约，或某个字段没有意义',
  'unknown application': '未知的应用',
  'no such file, or no such joined storage': '没有这个文件，或没有这台已加入的存储服务器',
  'a file with this id exists': '已有此 ID 的文件',
  'too large': '太大',
  'offset or size out of range': '偏移或大小越界',
  internal: '内部错误',
  'no active storage, or a dependency is down': '没有活动的存储服务器，或所依赖的服务不可用',
  'no space: disk full or ids used up': '没有空间：磁盘已满或 ID 已用尽',
  'the command is unknown; the body length is not one that the command has; a text has no NUL in its field or is not UTF-8':
    '命令未知；包体长度不是该命令所能有的；文本字段中没有 NUL 或不是 UTF-8',
  'group or hostname empty, port 0, a control character in a text': '组名或主机名为空，端口号为 0，文本中有控制字符',
  'several storages have this group and hostname, and it cannot be told which one beats':
    '有几台存储服务器组名和主机名相同，无法判断是哪一台的心跳',
  'the key is empty': '键为空',
  'the user id is empty': '用户ID 为空',
  'the user id or the file id is empty; the size of an UPLOAD is not that of its content':
    '用户ID 或文件ID 为空；UPLOAD 的文件大小与内容不符',
  'the tracker does not serve this application': '该跟踪服务器不为此应用服务',
  'no such storage has joined': '没有这样一台已加入的存储服务器',
  'this user has no such file in this application': '该用户在该应用中没有这个文件',
  'there is a file with this id': '已有此 ID 的文件',
  'the body is longer than this server takes, though its command allows it': '命令虽然允许，包体却比该服务器所接受的长',
  'offset or size is negative or leads out of the file': '偏移或大小为负，或越出文件',
  "a fault of the server's own, its disk's, or of what it has stored": '服务器自身、其磁盘或所存内容有误',
  'the server has as many connections as it takes': '连接数已达上限',
  "the tracker's table is full of storages that live": '跟踪服务器的表已被存活的存储服务器占满',
  "no storage of the user's group is ACTIVE, or for a new user no storage at all; the database is away":
    '该用户的组中没有 ACTIVE 的存储服务器，对新用户则是一台也没有；数据库不可用',
  'the database is away and no id is left in memory': '数据库不可用，内存中也没有剩下的 ID',
  'database, volume or all id servers are away': '数据库、卷或所有ID服务器不可用',
  'database or volume are away, or the table of descriptions is missing': '数据库或卷不可用，或没有存放描述的表',
  'the ids of the key are used up': '该键的 ID 已用尽',
  'no store path has room, or ids': '没有一个存储路径还有空间或 ID',
  anybody: '任何请求',
  'a new connection': '新的连接',
  client: '客户机',
  storage: '存储服务器',
  tracker: '跟踪服务器',
  id: 'ID服务器',
};

export const CHINESE: Words = {
  columns: ['包体中的字节', '字节数', '字段', '类型', '含义'],
  headColumns: ['字节', '字节数', '字段', '类型', '含义'],
  commandColumns: ['命令', '名称', '方向', '响应'],
  errorColumns: ['错误号', '含义'],
  deservedColumns: ['错误号', '回答什么', '何时'],
  listComma: '、',
  rest: '其余全部',
  nothing: '无包体。',
  say(english) {
    const chinese = IN_CHINESE[english];
    if (chinese === undefined) throw new RangeError(`no Chinese for "${english}"; add it to scripts/spec/words.ts`);
    return chinese;
  },
  caption: (name, bytes) => `${name}，共 ${bytes} 字节：`,
};
