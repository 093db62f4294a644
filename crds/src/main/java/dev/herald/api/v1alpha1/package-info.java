/**
 * The resources of {@code herald.dev/v1alpha1} as they are stored. Reading tolerates what a newer version may have written: fields that are not known here are
 * left out, values that are not known become {@code Unrecognised}. Absent lists and maps are empty; other absent fields are null, unless the schema has a
 * default: then they hold it.
 */
package dev.herald.api.v1alpha1;
