"""Terms of pain medicine that may not change: drugs, forms, routes, people, conditions, findings.

Data only. A line is one term: its name, its synonyms, and behind ">" what whoever names it also says.
"""

from ingest.lexicon.terms import Kind

_DRUGS = """
ketamine, Ketalar, Ketanest, ketamine hydrochloride, ketamine HCl
S-ketamine, esketamine, S-enantiomer, S-isomer, S ketamine, Spravato, Ketanest S, dextroketamine, S-form
R-ketamine, arketamine, R-enantiomer, R-isomer, R ketamine, levoketamine, R-form
racemic ketamine, racemate, racemic mixture, racemic, rac-ketamine > ketamine
norketamine
dehydronorketamine
hydroxynorketamine, HNK
opioid, opiate, narcotic
morphine > opioid
fentanyl > opioid
sufentanil > opioid
remifentanil > opioid
alfentanil > opioid
hydromorphone, Dilaudid > opioid
oxycodone > opioid
hydrocodone > opioid
codeine > opioid
tramadol > opioid
tapentadol > opioid
methadone > opioid
buprenorphine > opioid
pethidine, meperidine > opioid
nalbuphine > opioid
diamorphine, heroin > opioid
naloxone, Narcan > opioid antagonist
naltrexone > opioid antagonist
opioid antagonist, opioid-receptor blocker, opioid-receptor blockade, opioid receptor antagonist
paracetamol, acetaminophen, Tylenol
NSAID, non-steroidal anti-inflammatory drug, anti-inflammatory drug
ketorolac > NSAID
ibuprofen > NSAID
diclofenac > NSAID
naproxen > NSAID
celecoxib > NSAID
indomethacin, indometacin > NSAID
aspirin > NSAID
metamizole, dipyrone
lidocaine, lignocaine > local anaesthetic
bupivacaine > local anaesthetic
ropivacaine > local anaesthetic
local anaesthetic
magnesium, magnesium sulfate, magnesium sulphate
clonidine
dexmedetomidine, Precedex, Dexdor
benzodiazepine, benzo
midazolam, Versed, Dormicum, Hypnovel > benzodiazepine
diazepam, Valium > benzodiazepine
lorazepam, Ativan > benzodiazepine
alprazolam > benzodiazepine
propofol, Diprivan
etomidate
thiopental, thiopentone > barbiturate
barbiturate, phenobarbital > barbiturate
sevoflurane
isoflurane
nitrous oxide, Entonox, laughing gas
methoxyflurane, Penthrox
haloperidol, Haldol > antipsychotic
droperidol > antipsychotic
antipsychotic
ondansetron > antiemetic
metoclopramide > antiemetic
antiemetic
dexamethasone > steroid
steroid, corticosteroid
gabapentinoid
gabapentin > gabapentinoid
pregabalin > gabapentinoid
amitriptyline > antidepressant
nortriptyline > antidepressant
duloxetine > antidepressant
venlafaxine > antidepressant
imipramine > antidepressant
antidepressant
dextromethorphan
memantine
amantadine
atropine
glycopyrrolate, glycopyrronium
physostigmine
theophylline
aminophylline
rifampicin, rifampin
clarithromycin
ticlopidine
itraconazole
St John's wort, hypericum
grapefruit juice, grapefruit
botulinum toxin
capsaicin
cannabis, cannabinoid
alcohol, ethanol
caffeine
adrenaline, epinephrine
cocaine
LSD
psilocybin
placebo, sham, dummy drug, dummy treatment
saline, normal saline, sodium chloride
NBQX
"""
_FORMS = """
nasal spray, nose spray > intranasal
nasal drop, nose drop > intranasal
tablet, pill > oral
capsule > oral
lozenge, troche
wafer
suppository
patch, transdermal patch
cream, ointment, gel
mouthwash, mouth rinse
syrup > oral
bolus, IV push, push dose, by push, a push
"""
_ROUTES = """
intravenous, intravenously, IV, i.v., into a vein, by vein, intravenous infusion
intramuscular, intramuscularly, IM, i.m., into a muscle, into the muscle
subcutaneous, subcutaneously, SC, s.c., subcut, under the skin
intranasal, intranasally, nasal, nasally, IN, i.n., by nose, through the nose, into the nose
oral, orally, by mouth, PO, p.o., per os, swallowed, taken by mouth
sublingual, sublingually, SL, under the tongue
buccal
rectal, rectally, per rectum
topical, topically, on the skin
transdermal
epidural, epidurally, extradural, peridural
caudal, caudally
intrathecal, intrathecally
intra-articular
intraosseous
inhaled, nebulised, nebulized, inhalation, by inhalation
intraperitoneal, intraperitoneally
"""
_PEOPLE = """
adult, grown-up, grown up
child, children, paediatric, kid, youngster, boy, girl, schoolchild, schoolchildren
adolescent, teenager, teen, teenage > child
infant, baby, babies, toddler > child
neonate, newborn, neonatal > infant
older people, older adult, elderly, geriatric, older patient, senior, older emergency patient, over 65, older person, aged 65 or over, people aged 65 and over, older than 65, old people, frail older people > adult
women, woman, female
men, man, male
pregnant, pregnancy, expectant mother, antenatal > women
breastfeeding, breast-feeding, breastfed, lactating, lactation, nursing mother, breast milk, milk > women
volunteer, healthy adult, healthy subject, healthy people, healthy participant, healthy human > adult
mouse, mice, murine > animal
rat > animal
dog, canine > animal
pig, porcine > animal
animal, animal study
veteran, soldier, military > adult
"""
_CONDITIONS = """
CRPS, complex regional pain syndrome, reflex sympathetic dystrophy, RSD, algodystrophy > neuropathic pain, chronic pain
fibromyalgia > chronic pain
neuropathic pain, nerve pain, neurogenic pain, neuropathic
postherpetic neuralgia, PHN, nerve pain that follows shingles, nerve pain after shingles, post-shingles pain, pain after shingles > neuropathic pain
diabetic neuropathy, diabetic nerve pain, painful diabetic neuropathy > neuropathic pain
trigeminal neuralgia > neuropathic pain
phantom limb pain, phantom pain, phantom limb > neuropathic pain
spinal cord injury, SCI, injured spinal cord
central pain, central post-stroke pain, post-stroke pain
cancer pain, oncological pain, malignant pain, tumour pain
chronic non-cancer pain, chronic noncancer pain, non-cancer pain, chronic non-malignant pain, CNCP > chronic pain
chronic pain, persistent pain, long-term pain, long-lasting pain > chronic
chronic post-surgical pain, chronic postsurgical pain, persistent post-surgical pain, CPSP, PPSP, chronic pain after surgery, persistent pain after surgery, lasting pain after surgery, long-term pain after surgery, chronic postoperative pain > chronic pain, surgery
postoperative pain, postsurgical pain, pain after surgery, pain after an operation > surgery
acute pain > acute
visceral pain
low back pain, back pain, lumbago
migraine > headache
cluster headache > headache
headache
facial pain, orofacial pain
chest pain
abdominal pain, acute abdomen, tummy pain, belly pain
renal colic, kidney stone pain, ureteric colic, kidney stone
sickle cell, sickle, sickle cell crisis, sickle crisis, vaso-occlusive crisis, vaso-occlusive, sickle cell disease, sickle cell pain, VOC
burn, burn injury, thermal injury
fracture, broken bone, rib fracture, broken rib
trauma, injured, injury, traumatic
limb injury, injured limb, injured a limb, arm or leg injury > trauma
traumatic brain injury, TBI, head injury, severe brain injury, brain injury, cerebral trauma
raised intracranial pressure
depression, depressive, major depression
treatment-resistant depression, TRD > depression
bipolar disorder
post-traumatic stress disorder, PTSD
opioid-tolerant, opioid tolerance, opioid tolerant
opioid-dependent, opioid dependence, opioid dependent
opioid-naive
substance misuse, substance abuse, active substance misuse
glaucoma
cirrhosis > liver disease
liver disease, liver impairment, hepatic impairment, liver failure
kidney failure, renal failure, acute renal failure
heart failure
cardiogenic shock
ischaemic heart disease, coronary disease
epilepsy, seizure disorder
schizophrenia > psychosis
psychosis, psychotic disorder
sleep apnoea, obstructive sleep apnoea
asthma
osteoarthritis, arthritis
mucositis, oral mucositis
palliative, palliative care, end-of-life, hospice, terminally ill
ICU, intensive care, critical care, ventilated, mechanically ventilated, critically ill
emergency department, ED, A&E, emergency room, emergency, casualty department
prehospital, ambulance, before hospital, paramedic, out-of-hospital
"""
_PROCEDURES = """
surgery, surgical, operation, perioperative, postoperative, intraoperative, peri-operative, post-operative, intra-operative, postsurgical, post-surgical, after an operation > postoperative pain
scoliosis surgery, scoliosis > surgery
spine surgery, spinal surgery, back surgery, spinal fusion, spine operation, lumbar spine surgery, lumbar fusion > surgery
caesarean, caesarean section, caesarean delivery, caesarean birth, C-section > surgery, women
bariatric surgery, gastric bypass, weight-loss surgery > surgery
colectomy, bowel resection > surgery
mastectomy > breast surgery, surgery, women
breast surgery, breast cancer surgery > surgery, women
tonsillectomy, tonsil removal, tonsils out > surgery
liver resection > surgery
thoracotomy, thoracic surgery, chest surgery > surgery
cardiac surgery, heart surgery > surgery
hip surgery, hip replacement, hip arthroplasty > surgery
knee surgery, knee replacement, knee arthroplasty > surgery
hysterectomy > surgery, women
oral surgery, dental surgery, tooth extraction, wisdom tooth removal > surgery
amputation > surgery
general anaesthesia, general anaesthetic
spinal anaesthesia, under spinal
electroconvulsive therapy, ECT
PCA, patient-controlled analgesia
"""
_FINDINGS = """
nausea, vomiting, PONV, sickness, feeling sick, emesis
dizziness, dizzy, dizzier, light-headed, giddy
hallucination, hallucinated, hallucinate, hallucinatory, psychotomimetic, psychomimetic, psychedelic, psychological
dissociation, dissociative, dissociated, unreality
agitation, agitated, emergence reaction, emergence delirium, restlessness
delirium, confusion
nightmare, bad dream
sedation, sedated, drowsiness, drowsy, sleepiness
itch, itching, itchy, pruritus
shivering
respiratory depression, apnoea, slowed breathing, respiratory event, breathing
desaturation, desaturated, low oxygen, hypoxia
hypotension, low blood pressure
hypertension, high blood pressure, raised blood pressure, blood pressure, pressor
tachycardia, fast heart rate
bradycardia, slow heart rate
intraocular pressure, eye pressure, IOP
intracranial pressure, ICP
liver injury, hepatotoxicity, liver damage, liver enzyme, liver test
cystitis, bladder, urinary, uropathy, urine
seizure, convulsion
hyperalgesia, hyperalgesic, antihyperalgesic, anti-hyperalgesic
allodynia
wind-up, wind-up pain
nystagmus
ataxia, ataxic
bioavailability, bioavailable
half-life
nephrotoxicity
death, died, mortality
addiction, addicted
memory
"""
_COURSES = """
acute
chronic, persistent, long-term, long-lasting, long-standing
refractory, intractable, therapy-resistant, treatment-resistant, hard-to-treat, stubborn
subanaesthetic, sub-anaesthetic, subdissociative, low-dose, low dose
"""

CLASSES: dict[Kind, str] = {
    "drug": _DRUGS,
    "form": _FORMS,
    "route": _ROUTES,
    "people": _PEOPLE,
    "condition": _CONDITIONS,
    "procedure": _PROCEDURES,
    "finding": _FINDINGS,
    "course": _COURSES,
}
