-- The HbA1c results of the window and the hypoglycaemias, for the fired.
WITH fired AS (
    SELECT client FROM outcomes WHERE uncontrolled_diabetes = 'fired'
),

counted AS (
    SELECT client, day, measurement_id AS evidence
    FROM read_parquet($measurements)
    WHERE analyte = 'hba1c'
        AND day BETWEEN $window_from AND $as_of
        AND result_status IN ('final', 'corrected')
        AND value IS NOT NULL
        AND client IN (SELECT client FROM fired)
    UNION ALL
    SELECT client, day, diagnosis_id AS evidence
    FROM read_parquet($diagnoses)
    WHERE day BETWEEN $hypoglycaemia_window_from AND $as_of
        AND (confirmed IS NULL OR confirmed)
        AND (
            (system = 'icd10' AND code IN $hypoglycaemia_icd10)
            OR (system = 'icpc2' AND code IN $hypoglycaemia_icpc2)
            OR (system = 'snomed' AND code IN $hypoglycaemia_snomed)
        )
        AND client IN (SELECT client FROM fired)
)

SELECT
    client,
    'uncontrolled_diabetes' AS trigger,
    list_sort(list(evidence)) AS evidence,
    max(day) AS newest_on
FROM counted
GROUP BY client
