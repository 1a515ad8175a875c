/** Several engines that share a directory tell of one thing once. */
package leela.engine.notify.shared;
