/** Signed and encrypted collectd packets: users, verification, decryption, replays. */
package leela.io.input.collectd.security;
