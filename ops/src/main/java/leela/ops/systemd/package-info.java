/** What systemd hears of the engine. */
package leela.ops.systemd;
