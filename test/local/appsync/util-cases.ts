import type { TextCase } from './language-cases.ts'

/** Developer guide, "Utility helpers in $util". */
export const general: readonly TextCase[] = [
  ['parseJson', '$util.parseJson("[1, {""a"": true}]")[1].a', 'true'],
  ['toJson escapes', "#set($t = 'a\"b')$util.toJson($t)", '"a\\"b"'],
  ['toJson of null', '$util.toJson($nothing)', 'null'],
  ['urlEncode', '$util.urlEncode("a b&c=d/é~*")', 'a+b%26c%3Dd%2F%C3%A9%7E*'],
  ['urlDecode', '$util.urlDecode("a+b%26c")', 'a b&c'],
  ['base64Encode', '$util.base64Encode("hello")', 'aGVsbG8='],
  ['base64Decode gives bytes', '$util.base64Encode($util.base64Decode("aGVsbG8="))', 'aGVsbG8='],
  ['escapeJavaScript', `$util.escapeJavaScript("He said ""it's""")`, 'He said \\"it\\\'s\\"'],
  ['autoId is a UUID', '$util.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", $util.autoId())', 'true'],
  ['autoUlid has 26 signs', '$util.matches("[0-9A-HJKMNP-TV-Z]{26}", $util.autoUlid())', 'true'],
  ['autoKsuid has 27 signs', '$util.matches("[0-9A-Za-z]{27}", $util.autoKsuid())', 'true'],
  ['isNull', '$util.isNull($nothing) $util.isNull("")', 'true false'],
  [
    'isNullOrEmpty',
    '$util.isNullOrEmpty($nothing) $util.isNullOrEmpty("") $util.isNullOrEmpty(" ")',
    'true true false',
  ],
  [
    'isNullOrBlank',
    '$util.isNullOrBlank($nothing) $util.isNullOrBlank(" ") $util.isNullOrBlank("a")',
    'true true false',
  ],
  ['defaultIfNull', '$util.defaultIfNull($nothing, 100) $util.defaultIfNull("", "x")', '100 '],
  ['defaultIfNullOrEmpty', '$util.defaultIfNullOrEmpty("", "x") $util.defaultIfNullOrEmpty(" ", "x").', 'x  .'],
  ['defaultIfNullOrBlank', '$util.defaultIfNullOrBlank(" ", "x") $util.defaultIfNullOrBlank("a", "x")', 'x a'],
  ['a default of null', '$util.toJson($util.defaultIfNullOrEmpty($ctx.args.nextToken, null))', 'null'],
  [
    'typeOf',
    '$util.typeOf($nothing) $util.typeOf(1) $util.typeOf("a") $util.typeOf({}) $util.typeOf([]) $util.typeOf(true)',
    'Null Number String Map List Boolean',
  ],
  ['typeOf what is none of these', '$util.typeOf($util)', 'Object'],
  ['matches the documented example', '$util.matches("a*b", "aaaaab")', 'true'],
  ['matches with anchors', '$util.matches("^[A-Z]{2,4}$", "PAR") $util.matches("^[A-Z]{2,4}$", "par")', 'true false'],
  ['matches with an inline flag', '$util.matches("(?i)par", "PAR")', 'true'],
  ['authType', '$util.authType()', 'User Pool Authorization'],
  [
    'isString, isNumber, isBoolean',
    '$util.isString("a") $util.isNumber(1.5) $util.isBoolean(false) $util.isString(1)',
    'true true true false',
  ],
  ['isList and isMap', '$util.isList([]) $util.isMap({}) $util.isMap([])', 'true true false'],
  ['validate lets a true condition pass', '$util.validate(true, "wrong")ok', 'ok'],
  ['appendError goes on', '$util.appendError("half")ok', 'ok'],
  ['utils is the same as util', '$utils.toJson(1)', '1'],
]

/** Developer guide, "Time helpers in $util.time", with its own examples. */
export const time: readonly TextCase[] = [
  [
    'nowISO8601',
    '$util.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z", $util.time.nowISO8601())',
    'true',
  ],
  ['nowEpochSeconds', '$util.isNumber($util.time.nowEpochSeconds())', 'true'],
  [
    'nowEpochMilliSeconds',
    '#set($s = $util.time.nowEpochSeconds())#if($util.time.nowEpochMilliSeconds() >= $s * 1000)yes#end',
    'yes',
  ],
  ['nowFormatted', '$util.matches("[0-9]{4}-.*[+]0000", $util.time.nowFormatted("yyyy-MM-dd HH:mm:ssZ"))', 'true'],
  [
    'nowFormatted in a zone',
    '$util.matches(".*[+]0800", $util.time.nowFormatted("yyyy-MM-dd HH:mm:ssZ", "Australia/Perth"))',
    'true',
  ],
  ['epochMilliSecondsToSeconds', '$util.time.epochMilliSecondsToSeconds(1517943695758)', '1517943695'],
  ['epochMilliSecondsToISO8601', '$util.time.epochMilliSecondsToISO8601(1517943695758)', '2018-02-06T19:01:35.758Z'],
  [
    'epochMilliSecondsToFormatted',
    '$util.time.epochMilliSecondsToFormatted(1517943695758, "yyyy-MM-dd HH:mm:ssZ")',
    '2018-02-06 19:01:35+0000',
  ],
  [
    'epochMilliSecondsToFormatted with an offset',
    '$util.time.epochMilliSecondsToFormatted(1517943695758, "yyyy-MM-dd HH:mm:ssZ", "+08:00")',
    '2018-02-07 03:01:35+0800',
  ],
  [
    'parseISO8601ToEpochMilliSeconds',
    '$util.time.parseISO8601ToEpochMilliSeconds("2018-02-01T17:21:05.180+08:00")',
    '1517476865180',
  ],
  [
    'parseFormattedToEpochMilliSeconds',
    '$util.time.parseFormattedToEpochMilliSeconds("2018-02-02 01:19:22+0800", "yyyy-MM-dd HH:mm:ssZ")',
    '1517505562000',
  ],
  [
    'parseFormattedToEpochMilliSeconds with a zone',
    '$util.time.parseFormattedToEpochMilliSeconds("2018-02-02 01:19:22", "yyyy-MM-dd HH:mm:ss", "+08:00")',
    '1517505562000',
  ],
  [
    'an AWSDate with an offset',
    '$util.time.epochMilliSecondsToFormatted(1531347254000, "yyyy-MM-dd[XXX]", "-07:00:30")',
    '2018-07-11-07:00',
  ],
  [
    'an AWSDateTime with seconds in the offset',
    `$util.time.epochMilliSecondsToFormatted(1531347284000, "yyyy-MM-dd'T'HH:mm:ss[XXXXX]", "-07:00:30")`,
    '2018-07-11T15:14:14-07:00:30',
  ],
  [
    'names of months and days',
    '$util.time.epochMilliSecondsToFormatted(1517943695758, "EEE, d MMM yyyy hh:mm a X")',
    'Tue, 6 Feb 2018 07:01 PM Z',
  ],
]

/** Developer guide, "List helpers", "Map helpers", "String helpers", "Math helpers" and "HTTP helpers". */
export const collections: readonly TextCase[] = [
  ['copyAndRetainAll', '$util.list.copyAndRetainAll(["a", "b", "c"], ["a", "c", "z"])', '[a, c]'],
  ['copyAndRemoveAll', '$util.list.copyAndRemoveAll(["a", "b", "c"], ["a"])', '[b, c]'],
  [
    'sortList by a property',
    '$util.toJson($util.list.sortList([{"d": "youngest", "age": 5}, {"d": "middle", "age": 45}, {"d": "oldest", "age": 85}], false, "d"))',
    '[{"d":"middle","age":45},{"d":"oldest","age":85},{"d":"youngest","age":5}]',
  ],
  ['sortList of numbers, descending', '$util.list.sortList([3, 10, 2], true, "any")', '[10, 3, 2]'],
  ['sortList leaves mixed items as they are', '$util.list.sortList([3, "a", 2], true, "any")', '[3, a, 2]'],
  ['copyAndRetainAllKeys', '$util.map.copyAndRetainAllKeys({"a": 1, "b": 2}, ["b", "z"])', '{b=2}'],
  ['copyAndRemoveAllKeys', '$util.map.copyAndRemoveAllKeys({"a": 1, "b": 2}, ["b"])', '{a=1}'],
  ['a copy leaves the original', '#set($l = [1, 2])$util.qr($util.list.copyAndRemoveAll($l, [1]))$l', '[1, 2]'],
  ['toUpper and toLower', '$util.str.toUpper("aB") $util.str.toLower("aB")', 'AB ab'],
  ['toReplace', '$util.str.toReplace("hello world", "hello", "mellow")', 'mellow world'],
  ['normalize', '#set($n = $util.str.normalize("é", "nfd"))$n.length()', '2'],
  ['roundNum', '$util.math.roundNum(2.5) $util.math.roundNum(2.4)', '3 2'],
  ['minVal and maxVal', '$util.math.minVal(1.5, 2) $util.math.maxVal(1.5, 2)', '1.5 2'],
  ['randomDouble', '#set($r = $util.math.randomDouble())#if($r >= 0 && $r < 1)yes#end', 'yes'],
  ['randomWithinRange', '#set($r = $util.math.randomWithinRange(5, 7))#if($r >= 5 && $r <= 7)yes#end', 'yes'],
  [
    'copyHeaders leaves restricted headers out',
    '$util.toJson($util.http.copyHeaders($ctx.request.headers))',
    '{"custom":"nadia"}',
  ],
]

/** Developer guide, "DynamoDB helpers in $util.dynamodb", with its own examples. */
export const dynamoDB: readonly TextCase[] = [
  ['toDynamoDBJson of a text', '$util.dynamodb.toDynamoDBJson("foo")', '{"S":"foo"}'],
  ['toDynamoDBJson of a number', '$util.dynamodb.toDynamoDBJson(12345)', '{"N":12345}'],
  ['toDynamoDBJson of a boolean', '$util.dynamodb.toDynamoDBJson(true)', '{"BOOL":true}'],
  [
    'toDynamoDBJson of a list',
    '$util.dynamodb.toDynamoDBJson(["foo", 123, {"bar": "baz"}])',
    '{"L":[{"S":"foo"},{"N":123},{"M":{"bar":{"S":"baz"}}}]}',
  ],
  [
    'toDynamoDBJson of a map',
    '$util.dynamodb.toDynamoDBJson({"foo": "bar", "baz": 1234, "beep": ["boop"]})',
    '{"M":{"foo":{"S":"bar"},"baz":{"N":1234},"beep":{"L":[{"S":"boop"}]}}}',
  ],
  ['toDynamoDB gives a map', '$util.dynamodb.toDynamoDB("foo").S', 'foo'],
  ['toStringJson', '$util.dynamodb.toStringJson("foo")', '{"S":"foo"}'],
  ['toStringSetJson', '$util.dynamodb.toStringSetJson(["foo", "bar", "baz"])', '{"SS":["foo","bar","baz"]}'],
  ['toNumberJson', '$util.dynamodb.toNumberJson(12345)', '{"N":12345}'],
  ['toNumberSetJson', '$util.dynamodb.toNumberSetJson([1, 23, 4.56])', '{"NS":[1,23,4.56]}'],
  ['toBinaryJson', '$util.dynamodb.toBinaryJson("foo")', '{"B":"foo"}'],
  ['toBinarySetJson', '$util.dynamodb.toBinarySetJson(["foo", "bar"])', '{"BS":["foo","bar"]}'],
  ['toBooleanJson', '$util.dynamodb.toBooleanJson(true)', '{"BOOL":true}'],
  ['toNullJson', '$util.dynamodb.toNullJson()', '{"NULL":null}'],
  ['toListJson', '$util.dynamodb.toListJson(["foo", 123])', '{"L":[{"S":"foo"},{"N":123}]}'],
  ['toMapJson', '$util.dynamodb.toMapJson({"foo": "bar"})', '{"M":{"foo":{"S":"bar"}}}'],
  [
    'toMapValuesJson',
    '$util.dynamodb.toMapValuesJson({"foo": "bar", "baz": 1234})',
    '{"foo":{"S":"bar"},"baz":{"N":1234}}',
  ],
  [
    'toMapValues can be added to',
    '#set($v = $util.dynamodb.toMapValues({"a": 1}))#set($v.version = $util.dynamodb.toNumber(1))$util.toJson($v)',
    '{"a":{"N":1},"version":{"N":1}}',
  ],
  ['toS3Object', '$util.parseJson($util.dynamodb.toS3Object("foo", "bar", "baz").S).s3.bucket', 'bar'],
  [
    'toS3Object with a version',
    '$util.dynamodb.fromS3ObjectJson($util.dynamodb.toS3Object("foo", "bar", "baz", "beep").S)',
    '{key=foo, bucket=bar, region=baz, version=beep}',
  ],
]

/** Developer guide, "Transformation helpers in $util.transform", with its own examples. */
export const transform: readonly TextCase[] = [
  [
    'a filter expression',
    '$util.transform.toDynamoDBFilterExpression({"title": {"contains": "Hello World"}})',
    '{"expression":"contains(#title, :title_contains)","expressionNames":{"#title":"title"},"expressionValues":{":title_contains":{"S":"Hello World"}}}',
  ],
  [
    'a filter of two fields',
    '#set($f = $util.parseJson($util.transform.toDynamoDBFilterExpression({"a": {"ge": 1}, "b": {"beginsWith": "x"}})))$f.expression',
    '#a >= :a_ge AND begins_with(#b, :b_beginsWith)',
  ],
  [
    'a search',
    '$util.transform.toElasticsearchQueryDSL({"upvotes": {"ne": 15, "range": [10, 20]}, "title": {"eq": "hihihi", "wildcard": "h*i"}})',
    '{"bool":{"must":[{"bool":{"must":[{"bool":{"must_not":{"term":{"upvotes":15}}}},{"range":{"upvotes":{"gte":10,"lte":20}}}]}},{"bool":{"must":[{"term":{"title":"hihihi"}},{"wildcard":{"title":"h*i"}}]}}]}}',
  ],
  [
    'a subscription filter without ignored fields',
    '#set($f = $util.transform.toSubscriptionFilter({"up": {"lte": 50, "gte": 20}, "and": [{"title": {"ne": "Book1"}}], "or": [{"author": {"eq": "Admin"}}, {"published": {"eq": false}}]}))$f.filterGroup.size() $util.toJson($f.filterGroup[0].filters)',
    '4 [{"fieldName":"up","operator":"lte","value":50},{"fieldName":"title","operator":"ne","value":"Book1"},{"fieldName":"author","operator":"eq","value":"Admin"}]',
  ],
  [
    'a subscription filter with ignored fields',
    '$util.toJson($util.transform.toSubscriptionFilter({"up": {"lte": 50}, "or": [{"author": {"eq": "Admin"}}, {"published": {"eq": false}}]}, ["up", "author"]))',
    '{"filterGroup":[{"filters":[{"fieldName":"published","operator":"eq","value":false}]}]}',
  ],
  [
    'a subscription filter with strict rules',
    '#set($f = $util.transform.toSubscriptionFilter({"title": {"ne": "Book1"}}, [], {"upvotes": {"gte": 250}, "author": {"eq": "Person1"}}))$util.toJson($f.filterGroup[1].filters)',
    '[{"fieldName":"title","operator":"ne","value":"Book1"},{"fieldName":"author","operator":"eq","value":"Person1"}]',
  ],
]

/** Developer guide, "Resolver mapping template context reference". */
export const context: readonly TextCase[] = [
  ['arguments', '$ctx.args.id $context.arguments.id $ctx.arguments.get("meta")', '123 123 testing'],
  ['source', '$ctx.source.code', 'PAR'],
  ['result', '$ctx.result.id', '123'],
  ['the result before', '$ctx.prev.result.step', 'one'],
  [
    'identity of a pool',
    '$ctx.identity.username $ctx.identity.sub $ctx.identity.claims.get("cognito:groups")[0]',
    'jane 1-2 manager',
  ],
  [
    'groups',
    '#foreach($g in $ctx.identity.claims.get("cognito:groups"))$g#if($foreach.hasNext),#end#end',
    'manager,user',
  ],
  ['a header', '$ctx.request.headers.custom $ctx.request.headers.get("custom")', 'nadia nadia'],
  ['no custom domain', '$util.toJson($ctx.request.domainName)', 'null'],
  ['info', '$ctx.info.fieldName $ctx.info.parentTypeName $ctx.info.variables.a', 'getPost Query 1'],
  ['selected fields', '$ctx.info.selectionSetList', '[postId, author, author/name]'],
  [
    'toJson leaves the selection out',
    '$util.toJson($ctx.info)',
    '{"fieldName":"getPost","parentTypeName":"Query","variables":{"a":1}}',
  ],
  ['the stash is a map', '$util.qr($ctx.stash.put("k", "v"))$ctx.stash.k $ctx.stash.containsKey("k")', 'v true'],
  ['arguments as JSON', '$util.toJson($ctx.args)', '{"id":"123","meta":"testing","number":7,"flag":true}'],
  ['no error', '#if($ctx.error)failed#{else}fine#end', 'fine'],
]
