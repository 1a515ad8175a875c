/** InfluxDB's line protocol: one decoder for datagrams and for the bodies of requests. */
package leela.io.input.influx;
