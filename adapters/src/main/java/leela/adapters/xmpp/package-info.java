/** Chat over XMPP. */
package leela.adapters.xmpp;
