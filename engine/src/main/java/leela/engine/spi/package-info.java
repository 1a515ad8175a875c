/** What the engine asks of the world: small ports, named for the need and not for a product. */
package leela.engine.spi;
