/**
 * The API of Graphite, as dashboards, its own front end and checks ask it.
 *
 * <pre>
 *   GET, POST /render                     series, by targets
 *   GET, POST /metrics/find, /expand      the tree of paths
 *   GET /metrics/index.json               all paths
 *   GET /tags, /tags/TAG, /tags/findSeries, /tags/autoComplete/tags, /tags/autoComplete/values
 *   GET /functions, /functions/NAME       what can stand in a target
 *   GET /version, /events/get_data        1.1.8; none
 * </pre>
 */
package leela.io.http.graphite;
