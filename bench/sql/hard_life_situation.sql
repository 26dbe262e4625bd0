-- Domains of life with a recorded hardship.
SELECT
    client,
    count(DISTINCT "group") AS domains,
    CASE WHEN domains >= $limit_domains THEN 'fired' ELSE 'quiet' END AS outcome
FROM read_parquet($diagnoses)
INNER JOIN (SELECT unnest($life_domains, max_depth := 2)) USING (system, code)
WHERE day BETWEEN $window_from AND $as_of
    AND confirmed IS DISTINCT FROM FALSE
    AND NOT (system = 'icd10' AND code IN $left_out_icd10)
    AND NOT (system = 'icpc2' AND code IN $left_out_icpc2)
GROUP BY client
