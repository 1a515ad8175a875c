/** Standing queries by chat, whatever protocol carries it: commands in; answers, events and summaries out. */
package leela.adapters.chat;
