package dev.taskq.console.site;

import dev.taskq.server.call.ProblemException;

/** Params in a form that are masked where the page of their task masks them. */
final class MaskedParams {
    static final String FIELD = "params";

    private MaskedParams() {}

    /** The params as the form shows them. */
    static String shown(Visit visit, String type, String params) {
        return IndentedJson.of(
                MaskedJson.numbered(visit.config().masks(), type, params).text());
    }

    /**
     * The params that were sent. A mask that was left in them becomes the value behind it.
     *
     * @param type the type of the params that the form showed
     * @param original the params that it showed
     * @param isOfTheType whether they are for the same type. Another one might show what this one masks, so no mask may be left
     */
    static String sent(FormFields fields, Visit visit, String type, String original, boolean isOfTheType) {
        String edited = visit.request().field(FIELD);
        try {
            return MaskedJson.restored(visit.config().masks(), type, edited, original, isOfTheType);
        } catch (ProblemException e) {
            fields.reject(FIELD, e.problem().detail());
            return edited;
        }
    }
}
