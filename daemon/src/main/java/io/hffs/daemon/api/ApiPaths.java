package io.hffs.daemon.api;

/**
 * The routes of the local API. Every one needs the token; all but {@link #METRICS} take and give
 * JSON.
 */
public final class ApiPaths {

  public static final String STATUS = "/api/v1/status";
  public static final String STOP = "/api/v1/stop";
  public static final String MOUNTS = "/api/v1/mounts";
  public static final String UNMOUNT = "/api/v1/unmount";
  public static final String REPOS = "/api/v1/repos";
  public static final String FILES = "/api/v1/files";
  public static final String DOWNLOAD = "/api/v1/download";
  public static final String REMOVE = "/api/v1/remove";
  public static final String VERIFY = "/api/v1/verify";
  public static final String PRUNE = "/api/v1/prune";
  public static final String PIN = "/api/v1/pin";
  public static final String REFRESH = "/api/v1/refresh";
  public static final String WHOAMI = "/api/v1/whoami";
  public static final String LOGIN = "/api/v1/login";
  public static final String LOGOUT = "/api/v1/logout";
  public static final String EXAMINE = "/api/v1/examine";
  public static final String PEERS = "/api/v1/peers";
  public static final String INVITE = "/api/v1/peers/invite";
  public static final String REMOVE_PEER = "/api/v1/peers/remove";
  public static final String SEARCH = "/api/v1/search";

  /** In the text format of Prometheus; where its scrapers look for it. */
  public static final String METRICS = "/metrics";

  /** The media type of a streamed answer, one {@link StreamLine} a line. */
  public static final String NDJSON = "application/x-ndjson";

  private ApiPaths() {}
}
