-- The diagnoses that count, for the fired.
SELECT
    client,
    'hard_life_situation' AS trigger,
    list_sort(list(diagnosis_id)) AS evidence,
    max(day) AS newest_on
FROM read_parquet($diagnoses)
SEMI JOIN (SELECT unnest($life_domains, max_depth := 2)) USING (system, code)
WHERE day BETWEEN $window_from AND $as_of
    AND confirmed IS DISTINCT FROM FALSE
    AND NOT (system = 'icd10' AND code IN $left_out_icd10)
    AND NOT (system = 'icpc2' AND code IN $left_out_icpc2)
    AND client IN (SELECT client FROM outcomes WHERE hard_life_situation = 'fired')
GROUP BY client
