/**
 * The binary network protocol of collectd 5: its packets, their protection, and the files that name types and users.
 */
package leela.io.input.collectd;
