-- Groups of long-term illnesses that are known well enough, per client.
WITH coded AS (
    SELECT client, "group", chapter, count(DISTINCT day) AS coded_days
    FROM read_parquet($diagnoses)
    INNER JOIN (SELECT unnest($chronic_groups, max_depth := 2)) USING (system, code)
    WHERE day BETWEEN $window_from AND $as_of
        AND confirmed IS DISTINCT FROM FALSE
    GROUP BY client, "group", chapter
),

treated AS (
    SELECT DISTINCT client, "group"
    FROM read_parquet($prescriptions)
    INNER JOIN (SELECT unnest($group_medicines, max_depth := 2)) AS medicines
        ON medicines.system = substance_system
        AND medicines.code = substance_code
    WHERE event = 'dispensed'
        AND day BETWEEN $medicine_window_from AND $as_of
)

SELECT client, "group", chapter
FROM coded
WHERE coded_days >= CASE
    WHEN (client, "group") IN (SELECT (client, "group") FROM treated)
        THEN $coded_days_with_medicine
    ELSE $coded_days
END
