/** What all ways out of alerts share: how a notice is written as JSON and as text, and how HTTP brings it away. */
package leela.adapters.notice;
