// What words mean to a database, for texts that nobody declared to be SQL. One letter for a class, so
// that tokens can be judged by their shape.

/**
 * Classes of tokens: `n` number, `w` name, `v` variable, `l` word that is a value, `f` known function
 * before its parenthesis, `F` one that waits or reaches outside, `g` any other name before one,
 * `&` logic, `~` comparison in words, `=` comparison in signs, `+` arithmetic, `|` concatenation,
 * `!` what stands before a value, `k` CASE and its parts, `c` clause, `u` union, `s` select, `d`
 * verb of a statement, `q` quote, `-` comment to the end of the line, `*` comment that is never
 * closed, `?` anything else; brackets, comma and semicolon stand for themselves.
 */
export type SqlClass = string;

/** Words by class. What is in no list is a name. */
const WORDS: Readonly<Record<string, string>> = {
  "&": "and or xor",
  "~": "like ilike rlike regexp glob similar in between is isnull notnull div mod sounds collate overlaps contains member escape against",
  "!": "not binary distinct distinctrow all any some exists interval unary prior row array match",
  l: "null true false unknown current_user session_user system_user current_date current_time current_timestamp localtime localtimestamp utc_date utc_time utc_timestamp rownum sysdate user",
  k: "case when then else end",
  c: "from where order group having limit offset into procedure for window fetch returning on join inner left right outer cross natural using as asc desc by values rollup top over qualify",
  u: "union intersect except minus",
  s: "select",
  d: "insert update delete drop alter create truncate exec execute declare set merge grant revoke shutdown waitfor backup restore attach copy call begin while handler load do dbcc kill prepare rename if print reconfigure use replace analyze vacuum pragma lock",
};

/** Functions that attackers call to read, compare and build values. */
const FUNCTIONS =
  "ascii ord char chr nchar unicode concat concat_ws group_concat string_agg listagg wm_concat xmlagg array_agg array_to_string substring substr substr_index substring_index mid left right lpad rpad locate position instr charindex patindex length len char_length character_length octet_length bit_length datalength hex unhex to_hex from_base64 to_base64 encode decode md5 sha sha1 sha2 crc32 aes_decrypt aes_encrypt des_decrypt compress uncompress user database schema version current_user current_database current_schema system_user session_user user_name suser_name suser_sname db_name host_name is_srvrolemember is_member serverproperty object_id object_name col_name has_dbaccess if iif ifnull nullif isnull nvl nvl2 coalesce elt field make_set find_in_set greatest least interval cast convert try_cast try_convert to_char to_number to_date count sum min max avg floor ceil ceiling round rand random randomblob zeroblob abs sign sin cos tan cot acos asin atan pow power sqrt exp ln log log2 log10 mod pi degrees radians now sysdate curdate curtime date_add date_sub datediff row row_count found_rows last_insert_id connection_id lower upper lcase ucase reverse replace repeat space insert trim ltrim rtrim soundex strcmp typeof quote glob like likelihood likely unlikely printf unistr unicode instr json json_valid json_extract json_keys json_search json_array json_object json_type jsonb_pretty json_build_object row_to_json xmlelement xmlforest xmlparse starts_with overlay translate regexp_replace regexp_substr regexp_substring regexp_matches regexp_split_to_table string_to_array unnest generate_series sqlite_version sqlite_compileoption_used sqlite_compileoption_get sqlite_source_id last_insert_rowid total_changes changes inet_aton inet_ntoa inet_server_addr inet_server_port bin oct conv collation coercibility charset benchmark2 name_const gtid_subset gtid_subtract st_latfromgeohash st_longfromgeohash st_pointfromgeohash linestring polygon multipoint multipolygon multilinestring geometrycollection exists not fn_listextendedproperty format bitcount bitstring_to_binary crypt_key rawtohex hextoraw utl_raw.cast_to_varchar2 sys_context userenv quotename stuff replicate str checksum binary_checksum pwdcompare encrypt password old_password ascii_char gen_id rdb$get_context extract lo_get current_setting";

/** Functions that wait, and those that reach files, hosts and programs: nobody names them in passing. */
const DANGEROUS =
  "sleep benchmark pg_sleep pg_sleep_for pg_sleep_until get_lock waitfor dbms_lock.sleep dbms_session.sleep user_lock.sleep dbms_pipe.receive_message load_file pg_read_file pg_read_binary_file pg_ls_dir pg_stat_file lo_import lo_export lo_from_bytea dblink dblink_connect dblink_exec dblink_send_query openrowset opendatasource openquery load_extension readfile writefile fsdir edit sys_eval sys_exec sys_get sys_bineval extractvalue updatexml xmltype query_to_xml database_to_xml table_to_xml utl_http.request utl_inaddr.get_host_address utl_inaddr.get_host_name utl_file.fopen utl_smtp.open_connection utl_tcp.open_connection utl_dbws.create_service httpuritype dbms_ldap.init dbms_java.runjava dbms_xmlgen.getxml dbms_xmlquery.newcontext dbms_xmlquery.getxml dbms_utility.sqlid_to_sqlhash dbms_xslprocessor.read2clob dbms_export_extension.get_domain_index_tables ctxsys.drithsx.sn ordsys.ord_dicom.getmappingxpath sys.dbms_metadata.get_xml fts3_tokenizer dumpfile read_csv_auto read_text read_blob sp_executesql sp_oacreate raise_error fn_xe_file_target_read_file fn_trace_gettable fn_get_audit_file fn_my_permissions master..xp_dirtree";

const BY_WORD = new Map<string, SqlClass>();
for (const [letter, words] of Object.entries(WORDS)) {
  for (const word of words.split(" ")) BY_WORD.set(word, letter);
}
const BY_CALL = new Map<string, SqlClass>();
for (const word of FUNCTIONS.split(" ")) BY_CALL.set(word, "f");
for (const word of DANGEROUS.split(" ")) BY_CALL.set(word, "F");
/** Keywords that stand before a parenthesis without being functions. */
const NO_CALLS = "&~!kcusd";

/** The class of a word in lower case; `isCall`: a parenthesis follows. */
export function classOfWord(word: string, isCall: boolean): SqlClass {
  const known = BY_WORD.get(word);
  if (!isCall) return known ?? (word.startsWith("@") ? "v" : "w");
  const call = BY_CALL.get(word);
  if (call !== undefined) return call;
  if (known !== undefined && NO_CALLS.includes(known)) return known;
  return word.includes(".") &&
    BY_CALL.get(word.slice(word.lastIndexOf(".") + 1)) === "F" &&
    /^(?:sys|dbo|master|public|pg_catalog)\b/.test(word)
    ? "F"
    : "g";
}
