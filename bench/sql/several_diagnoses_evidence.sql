-- The diagnoses of the groups that count, for the fired.
WITH theirs AS (
    SELECT client, "group"
    FROM long_term_groups
    WHERE client IN (SELECT client FROM outcomes WHERE several_diagnoses = 'fired')
)

SELECT
    client,
    'several_diagnoses' AS trigger,
    list_sort(list(diagnosis_id)) AS evidence,
    max(day) AS newest_on
FROM read_parquet($diagnoses)
INNER JOIN (SELECT unnest($chronic_groups, max_depth := 2)) USING (system, code)
SEMI JOIN theirs USING (client, "group")
WHERE day BETWEEN $window_from AND $as_of
    AND confirmed IS DISTINCT FROM FALSE
GROUP BY client
