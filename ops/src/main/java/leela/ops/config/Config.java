package leela.ops.config;

import leela.io.udp.UdpConfig;

/**
 * What is in force, one record a section of the file.
 * Thread: immutable.
 */
public record Config(LeelaConfig leela, EngineConfig engine, UdpConfig udp, CollectdConfig collectd, HttpConfig http, TimelineConfig timeline,
        DmprocConfig dmproc, StorageConfig storage, CassandraConfig cassandra, DirectoryConfig directory, XmppConfig xmpp) {
}
