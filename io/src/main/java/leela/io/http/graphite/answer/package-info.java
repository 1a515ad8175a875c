/** How answers are written: JSON, text, pickle, MessagePack. */
package leela.io.http.graphite.answer;
