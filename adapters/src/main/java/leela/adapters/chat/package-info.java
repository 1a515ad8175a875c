/**
 * Standing queries by chat, whatever protocol carries it: commands in; answers, events and summaries out. Alerts
 * that are told to users and rooms go another way: {@code leela.ops.notify}.
 */
package leela.adapters.chat;
