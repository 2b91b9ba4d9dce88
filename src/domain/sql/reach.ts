// Names of SQL functions and procedures that do more than read rows, in the dialects that are met.
// Lower case; each expression matches a whole name.

export const SQL_REACH = {
  /** They wait, which tells a blind attacker what is true. */
  waits: /^(?:sleep|pg_sleep|pg_sleep_for|benchmark)$/,
  /** They read and write files of the server. */
  files: /^(?:load_file|pg_read_file|pg_read_binary_file|pg_ls_dir|lo_import|lo_export)$/,
  /** They open other hosts, or load code. */
  hosts: /^(?:dblink|dblink_connect|openrowset|opendatasource|openquery|load_extension)$/,
  /** They run programs, or SQL that they are given as text. */
  programs: /^(?:readfile|writefile|fsdir|sys_eval|sys_exec|query_to_xml|read_text|read_csv_auto)$/,
  /** They tell in their errors what they were given. */
  probes: /^(?:extractvalue|updatexml)$/,
  /** Procedures of SQL Server and Oracle, which need no parentheses. */
  procedures:
    /^(?:xp_\w{1,64}|sp_oa\w{1,32}|sp_configure|sp_addextendedproc|utl_(?:http|inaddr|file|smtp|tcp)|dbms_(?:pipe|lock|ldap|java|scheduler|backup_restore))$/,
  /** They change rows, sessions or the server although they stand in a query. */
  changes:
    /^(?:dblink_exec|dblink_send_query|query_to_xml_and_xmlschema|query_to_xmlschema|cursor_to_xml|table_to_xml|schema_to_xml|database_to_xml|set_config|setval|nextval|lo_create|lo_creat|lo_from_bytea|lo_put|lo_unlink|lowrite|pg_terminate_backend|pg_cancel_backend|pg_reload_conf|pg_rotate_logfile|pg_switch_wal|pg_create_restore_point|pg_promote|pg_stat_reset\w{0,32}|pg_advisory_(?:xact_)?lock\w{0,16}|pg_try_advisory_\w{1,24}|pg_notify|pg_stat_file|pg_ls_\w{1,32}|pg_file_\w{1,32}|pg_logdir_ls|pg_sleep_until|get_lock|release_lock|release_all_locks|sys_get|sys_set|sys_bineval|lib_mysqludf_\w{1,32}|edit|fts3_tokenizer|parquet_scan|read_csv|read_json|read_json_auto|read_parquet|read_blob|getenv|opendatasource|sp_executesql|sp_execute_external_script|sp_addsrvrolemember|sp_addrolemember|sp_makewebtask|sp_send_dbmail|httpuritype|bfilename|url|file|s3|remote|remotesecure|mysql|postgresql|jdbc|odbc|hdfs|executable|mongodb|sqlite|input)$/,
} as const;
